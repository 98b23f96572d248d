import { gauge, type Measurement } from './measurement.ts';

const FIELDS = ['domainname', 'machine', 'nodename', 'release', 'sysname', 'version'] as const;
const INFO = gauge('node_uname_info', 'Labeled system information as provided by the uname system call.', FIELDS);

export type Uname = Readonly<Record<(typeof FIELDS)[number], string>>;

/** What uname(2) tells, as node_uname_info{…} 1. */
export const unameInfo = (uname: Uname): Measurement[] => [{ metric: INFO, labels: FIELDS.map(field => uname[field]), value: 1 }];
