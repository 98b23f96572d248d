import { access, constants, statfs } from 'node:fs/promises';
import type { AuditBook } from '../access/audit.ts';
import type { Finding, Settings } from '../shared/contract/host.ts';
import type { StoreStats } from '../shared/contract/store.ts';
import type { TargetState } from '../shared/model/target.ts';

export interface Subjects {
  readonly dataDir: string;
  readonly stats: () => Promise<StoreStats>;
  readonly audit: AuditBook;
  readonly settings: () => Settings;
  readonly targets: () => readonly TargetState[];
}

const GIB = 1024 ** 3;
const gib = (bytes: number): string => `${(bytes / GIB).toFixed(bytes < 10 * GIB ? 2 : 0)} GiB`;

/** Looks at everything that can quietly go wrong; a look that fails is a finding itself. */
export async function diagnose(subjects: Subjects): Promise<readonly Finding[]> {
  const looks: [string, (subjects: Subjects) => Promise<Omit<Finding, 'subject'>>][] = [
    ['data folder', dataFolder], ['disk space', diskSpace], ['store', store], ['audit trail', auditTrail], ['targets', targets],
  ];
  return Promise.all(looks.map(async ([subject, look]) => {
    try {
      return { subject, ...await look(subjects) };
    } catch (error) {
      return { subject, ok: false, detail: error instanceof Error ? error.message : String(error) };
    }
  }));
}

async function dataFolder({ dataDir }: Subjects): Promise<Omit<Finding, 'subject'>> {
  await access(dataDir, constants.R_OK | constants.W_OK);
  return { ok: true, detail: dataDir };
}

/** Enough is what the budget still may take. */
async function diskSpace({ dataDir, stats, settings }: Subjects): Promise<Omit<Finding, 'subject'>> {
  const [disk, { fileBytes }] = await Promise.all([statfs(dataDir), stats()]);
  const free = disk.bavail * disk.bsize;
  const wanted = Math.max(0, settings().budgetBytes - fileBytes);
  return { ok: free >= wanted, detail: free >= wanted ? `${gib(free)} free` : `${gib(free)} free, but the budget allows ${gib(wanted)} more: free some space or lower the budget` };
}

async function store({ stats }: Subjects): Promise<Omit<Finding, 'subject'>> {
  const { damagedRows, samples, series } = await stats();
  return { ok: damagedRows === 0, detail: damagedRows === 0 ? `${samples} samples of ${series} series` : `${damagedRows} rows are damaged; \`stratoscope check\` names them` };
}

async function auditTrail({ audit }: Subjects): Promise<Omit<Finding, 'subject'>> {
  const { records, broken } = await audit.verify();
  return { ok: broken === null, detail: broken === null ? `${records} records, the chain is whole` : `the chain breaks at record ${broken}: it was changed from outside` };
}

async function targets(subjects: Subjects): Promise<Omit<Finding, 'subject'>> {
  const states = subjects.targets();
  const down = states.filter(({ health }) => health === 'down');
  return { ok: down.length === 0, detail: down.length === 0 ? `${states.length} targets` : `${down.length} of ${states.length} do not answer: ${down.slice(0, 5).map(({ config }) => config.instance ?? config.url).join(', ')}` };
}
