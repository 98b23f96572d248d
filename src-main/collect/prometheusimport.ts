import { readFile, stat } from 'node:fs/promises';
import { isAbsolute, resolve } from 'node:path';
import { setImmediate as othersTurn } from 'node:timers/promises';
import { discoveredTarget } from '../formats/discovered.ts';
import { parsePrometheusYml } from '../formats/prometheusyml.ts';
import type { ScrapeJob } from '../formats/prometheusjob.ts';
import { AppError } from '../shared/model/errors.ts';
import type { FileListConfig } from '../shared/model/filelist.ts';
import { pairsKey, toLabels, toPairs } from '../shared/model/labels.ts';
import type { ImportedFiles, ImportedTarget, ImportOutcome, LeftOut, PrometheusImport } from '../shared/model/prometheusimport.ts';
import type { TargetConfig } from '../shared/model/target.ts';
import { endpointOf, keptCompiled } from './endpoint.ts';
import type { FileLists } from './filelists.ts';
import { FollowedFiles } from './followedfiles.ts';
import type { TargetRegistry } from './targets.ts';

export interface ImportParts { readonly targets: Pick<TargetRegistry, 'add' | 'knows'>; readonly lists: Pick<FileLists, 'add' | 'has'> }

export interface ImportInput {
  readonly text: string;
  /** where relative paths begin; null: nobody knows */
  readonly folder: string | null;
  /** true: nothing is added, only told */
  readonly dryRun: boolean;
}

const MAX_YML_BYTES = 4 * 1024 * 1024;
const MAX_CERTIFICATE_BYTES = 200_000;
/** Targets made in one go: a few ms. */
const STRETCH = 50;

/** Reads a prometheus.yml of this computer. Errors: AppError 'not-found', 'too-large' */
export async function readPrometheusYml(path: string): Promise<string> {
  try {
    const { size } = await stat(path);
    if (size > MAX_YML_BYTES) throw new AppError('too-large', `${path} has ${size} bytes, at most ${MAX_YML_BYTES} are read.`);
    return await readFile(path, 'utf8');
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw new AppError('not-found', `${path} can't be read: is there such a file, and may this user read it?`, { cause });
  }
}

/**
 * Makes targets of the scrape sections of prometheus.yml. What is there already stays as it is, so it may be done again.
 * errors  AppError 'bad-data' for a text that is no prometheus.yml; what is wrong with one job or target is told in the answer
 */
export async function importPrometheus(input: ImportInput, parts: ImportParts): Promise<PrometheusImport> {
  const { jobs, leftOut } = parsePrometheusYml(input.text);
  const run = new ImportRun(input, parts);
  for (const job of jobs) await run.take(job);
  return { targets: run.targets, files: run.files, leftOut: [...leftOut, ...run.leftOut].toSorted((a, b) => a.line - b.line) };
}

class ImportRun {
  readonly targets: ImportedTarget[] = [];
  readonly files: ImportedFiles[] = [];
  readonly leftOut: LeftOut[] = [];
  private readonly input: ImportInput;
  private readonly parts: ImportParts;
  private readonly compile = keptCompiled();
  /** labels of the series of targets that this file names -> their line */
  private readonly lines = new Map<string, number>();

  constructor(input: ImportInput, parts: ImportParts) {
    this.input = input;
    this.parts = parts;
  }

  async take(job: ScrapeJob): Promise<void> {
    const template = await this.withAuthority(job);
    for (const [i, target] of job.targets.entries()) {
      await this.takeTarget(job, template, target);
      if (i % STRETCH === STRETCH - 1) await othersTurn();
    }
    for (const list of job.files) await this.takeFiles(job, template, list);
  }

  private async takeTarget(job: ScrapeJob, template: TargetConfig, { line, address, labels }: ScrapeJob['targets'][number]): Promise<void> {
    let told = { line, job: job.name, url: address, labels: toLabels(toPairs(labels)) };
    try {
      const config = discoveredTarget(template, address, labels);
      const endpoint = endpointOf(config, this.compile);
      told = { ...told, url: endpoint.asked.url, labels: toLabels(endpoint.labels) };
      const twin = this.lines.get(pairsKey(endpoint.labels));
      if (twin !== undefined && endpoint.droppedBy === null) throw new AppError('conflict', `The target in line ${twin} has the same labels.`);
      this.lines.set(pairsKey(endpoint.labels), line);
      const outcome = this.parts.targets.knows(endpoint) ? 'known' : endpoint.droppedBy === null ? 'new' : 'dropped';
      if (outcome !== 'known' && !this.input.dryRun) await this.parts.targets.add(config, job.secrets);
      this.targets.push({ ...told, outcome, detail: '' });
    } catch (error) {
      this.targets.push({ ...told, outcome: 'refused', detail: reasonOf(error) });
    }
  }

  private async takeFiles(job: ScrapeJob, template: TargetConfig, { line, patterns }: ScrapeJob['files'][number]): Promise<void> {
    const paths = patterns.map(pattern => this.absolute(pattern));
    const config: FileListConfig = { template, files: paths.map((path, i) => path ?? patterns[i]!) };
    const tell = (outcome: ImportOutcome, targets: number, detail: string) => { this.files.push({ line, job: job.name, files: config.files, targets, outcome, detail }); };
    if (paths.includes(null)) return tell('refused', 0, 'a path that begins with no / is looked for beside prometheus.yml, and where that lies is not known: import it by its path');
    try {
      const known = this.parts.lists.has(config);
      if (known || this.input.dryRun) {
        const found = await new FollowedFiles('', config).look();
        tell(known ? 'known' : 'new', found?.targets.length ?? 0, found?.problems[0] ?? '');
      } else {
        const { targets, problems } = await this.parts.lists.add(config, job.secrets);
        tell('new', targets, problems[0] ?? '');
      }
    } catch (error) {
      tell('refused', 0, reasonOf(error));
    }
  }

  /** The authority's certificate is no secret: it is read in. */
  private async withAuthority({ name, template, caFile }: ScrapeJob): Promise<TargetConfig> {
    if (caFile === null) return template;
    const path = this.absolute(caFile.path);
    const ca = path === null ? '' : await certificatesIn(path);
    if (ca !== '') return { ...template, tls: { ...template.tls, ca } };
    this.leftOut.push({ line: caFile.line, job: name, field: 'tls_config.ca_file', reason: 'wrong', detail: path === null ? 'where prometheus.yml lies is not known' : 'no certificates can be read from it' });
    return template;
  }

  private absolute(path: string): string | null {
    if (isAbsolute(path)) return path;
    return this.input.folder === null ? null : resolve(this.input.folder, path);
  }
}

/** The certificates of a PEM file and nothing else of it; '' when there are none. */
async function certificatesIn(path: string): Promise<string> {
  const text = await readFile(path, 'utf8').catch(() => '');
  const certificates = text.length > MAX_CERTIFICATE_BYTES ? null : text.match(/-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/g);
  return (certificates ?? []).join('\n');
}

function reasonOf(error: unknown): string {
  if (error instanceof AppError) return error.message;
  throw error;
}
