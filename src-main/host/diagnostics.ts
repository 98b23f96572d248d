import { access, constants, statfs } from 'node:fs/promises';
import type { AuditBook } from '../access/audit.ts';
import type { Finding, Settings } from '../shared/contract/host.ts';
import type { StoreStats } from '../shared/contract/store.ts';
import type { VaultStatus } from '../shared/contract/vault.ts';
import type { SshHostState } from '../shared/model/sshhost.ts';
import type { TargetState } from '../shared/model/target.ts';

export interface Subjects {
  readonly dataDir: string;
  readonly stats: () => Promise<StoreStats>;
  readonly audit: AuditBook;
  readonly settings: () => Settings;
  readonly targets: () => readonly TargetState[];
  readonly hosts: () => readonly SshHostState[];
  readonly vault: () => VaultStatus;
}

/** Looks at everything that can quietly go wrong; a look that fails is a finding itself. */
export async function diagnose(subjects: Subjects): Promise<readonly Finding[]> {
  const looks: [Finding['subject'], (subjects: Subjects) => Promise<Finding>][] = [
    ['folder', dataFolder], ['disk', diskSpace], ['store', store], ['audit', auditTrail], ['targets', targets], ['hosts', hosts], ['vault', vault],
  ];
  return Promise.all(looks.map(async ([subject, look]) => {
    try {
      return await look(subjects);
    } catch (error) {
      return { subject, ok: false, figures: null, failure: error instanceof Error ? error.message : String(error) };
    }
  }));
}

async function dataFolder({ dataDir }: Subjects): Promise<Finding> {
  await access(dataDir, constants.R_OK | constants.W_OK);
  return { subject: 'folder', ok: true, figures: { path: dataDir } };
}

/** Enough is what the budget still may take. */
async function diskSpace({ dataDir, stats, settings }: Subjects): Promise<Finding> {
  const [disk, { fileBytes }] = await Promise.all([statfs(dataDir), stats()]);
  const free = disk.bavail * disk.bsize;
  const wanted = Math.max(0, settings().budgetBytes - fileBytes);
  return { subject: 'disk', ok: free >= wanted, figures: { free, wanted } };
}

async function store({ stats }: Subjects): Promise<Finding> {
  const { damagedRows, samples, series } = await stats();
  return { subject: 'store', ok: damagedRows === 0, figures: { samples, series, damagedRows } };
}

async function auditTrail({ audit }: Subjects): Promise<Finding> {
  const { records, broken } = await audit.verify();
  return { subject: 'audit', ok: broken === null, figures: { records, broken } };
}

async function targets(subjects: Subjects): Promise<Finding> {
  const states = subjects.targets();
  const down = states.filter(({ health }) => health === 'down');
  return { subject: 'targets', ok: down.length === 0, figures: { total: states.length, down: down.map(({ labels, url }) => labels['instance'] ?? url) } };
}

async function hosts(subjects: Subjects): Promise<Finding> {
  const states = subjects.hosts();
  const down = states.filter(({ health }) => health === 'down');
  return { subject: 'hosts', ok: down.length === 0, figures: { total: states.length, down: down.map(({ config, lastError }) => `${config.name} (${lastError?.step ?? 'scrape'})`) } };
}

async function vault(subjects: Subjects): Promise<Finding> {
  const { locked, entries, problem } = subjects.vault();
  return { subject: 'vault', ok: problem === null && !locked, figures: { locked, entries, problem } };
}
