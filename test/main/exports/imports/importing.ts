import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { ImportSecrets } from '../../../../src-main/shared/contract/imports.ts';
import { contract } from '../../../../src-main/shared/contract/index.ts';
import type { ImportId, ImportState } from '../../../../src-main/shared/model/importsource.ts';
import { connect } from '../../../../src-main/shared/rpc/client.ts';
import { portPair } from '../../../../src-main/shared/rpc/ports.ts';
import { serve } from '../../../../src-main/shared/rpc/server.ts';
import type { Reply, Request } from '../../../../src-main/shared/rpc/contract.ts';
import { callerOf } from '../../../../src-main/access/caller.ts';
import { type OpenDoor, openTestDoor } from '../../../doors/door.ts';

/** A folder of its own, gone when the test is through. */
export function folder(): string {
  const dir = mkdtempSync(join(tmpdir(), 'stratoscope-import-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

/** A real host, its client, and what came of an import; closed by the test that opens it. */
export async function importing() {
  const open: OpenDoor = await openTestDoor();
  const pair = portPair<Reply, Request>();
  serve(open.host.service, pair.near, callerOf('admin', 'admin', 'window'));
  const client = connect(contract, pair.far);
  const ended = async (id: ImportId): Promise<ImportState> => {
    for await (const states of client.imports.changes({})) {
      const state = states.find(one => one.id === id)!;
      if (state.status !== 'running') return state;
    }
    throw new Error('the stream ended');
  };
  return {
    client, ended, close: () => open[Symbol.asyncDispose](),
    bringIn: async (source: Parameters<typeof client.imports.start>[0]['source'], secrets: ImportSecrets = {}) => ended((await client.imports.start({ source, secrets })).id),
    /** every sample of a selector up to a time, by labels */
    raw: async (selector: string, time: number, window = '10d') => seriesOf((await open.ask({ path: `/api/v1/query?${new URLSearchParams({ query: `${selector}[${window}]`, time: String(time / 1000) })}` })).text),
  };
}

/** A matrix by its labels. */
export function seriesOf(text: string): Map<string, [number, string][]> {
  const { data } = JSON.parse(text) as { data: { result: { metric: Record<string, string>; values: [number, string][] }[] } };
  return new Map(data.result.map(({ metric, values }) => [JSON.stringify(Object.entries(metric).toSorted(([a], [b]) => a < b ? -1 : 1)), values]));
}
