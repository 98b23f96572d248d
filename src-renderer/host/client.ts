import { contract, type HostContract } from '../../src-main/shared/contract/index.ts';
import { connect } from '../../src-main/shared/rpc/client.ts';
import type { Client } from '../../src-main/shared/rpc/contract.ts';
import type { Link } from './link.ts';

export type Host = Client<HostContract>;

/** What the page can ask of the host over `link`; calls made while the link is down fail with 'unreachable' at once. */
export const hostOver = (link: Link): Host => connect(contract, link.port);
