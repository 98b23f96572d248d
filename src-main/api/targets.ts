import { dirname, resolve } from 'node:path';
import type { Caller } from '../access/caller.ts';
import type { FileLists } from '../collect/filelists.ts';
import { importPrometheus, readPrometheusYml } from '../collect/prometheusimport.ts';
import type { TargetRegistry } from '../collect/targets.ts';
import { parseRelabelText } from '../formats/relabelyaml.ts';
import type { HostContract } from '../shared/contract/index.ts';
import type { Handlers } from '../shared/rpc/contract.ts';

export const targetsHandlers = (targets: TargetRegistry, lists: FileLists): Handlers<HostContract, Caller>['targets'] => ({
  list: async () => targets.list(),
  changes: (_input, _caller, signal) => targets.changes(signal),
  add: ({ config, secrets }) => targets.add(config, secrets),
  edit: ({ id, config, secrets }) => targets.edit(id, config, secrets),
  pause: ({ id, paused }) => targets.pause(id, paused),
  remove: async ({ id }) => {
    await targets.remove(id);
    return null;
  },
  restore: ({ id }) => targets.restore(id),
  test: ({ config, secrets, id }, _caller, signal) => targets.test(config, { secrets, id }, signal),
  explain: ({ config, secrets, id, ...tried }, _caller, signal) => targets.explain(config, { secrets, id }, tried, signal),
  parseRelabel: async ({ text }) => parseRelabelText(text),
  importPrometheus: async ({ text, path, dryRun }) => {
    const input = path === undefined ? { text: text ?? '', folder: null } : { text: await readPrometheusYml(path), folder: dirname(resolve(path)) };
    return importPrometheus({ ...input, dryRun }, { targets, lists });
  },
  fileLists: async () => lists.list(),
  removeFileList: async ({ id }) => {
    await lists.remove(id);
    return null;
  },
  restoreFileList: ({ id }) => lists.restore(id),
});
