import { AppError } from '../shared/model/errors.ts';
import { pairsKey, pairValue } from '../shared/model/labels.ts';
import type { TargetId } from '../shared/model/target.ts';
import type { Endpoint } from './endpoint.ts';
import type { Scraper } from './scrape.ts';
import type { Target } from './target.ts';

export interface Entry {
  readonly target: Target;
  /** null for what is not scraped as a page */
  readonly scraper: Scraper<string> | null;
  /** the list of files that names it; null for one that stands for itself */
  readonly owner: TargetId | null;
}

/** Targets by id and by the labels of their series, which no two may share: they would write the same ones. */
export class TargetEntries {
  private readonly byId = new Map<TargetId, Entry>();
  private readonly byLabels = new Map<string, TargetId>();
  private readonly labelsOf = new Map<TargetId, string>();

  get(id: TargetId): Entry | undefined { return this.byId.get(id); }

  values(): IterableIterator<Entry> { return this.byId.values(); }

  ownedBy(owner: TargetId): readonly Entry[] {
    return [...this.byId.values()].filter(entry => entry.owner === owner);
  }

  /** In the place of the one with the same id. Called again when that leads elsewhere. */
  set(entry: Entry): void {
    const { id, leadsTo } = entry.target;
    this.forgetLabels(id);
    this.byId.set(id, entry);
    if (leadsTo.droppedBy !== null) return;
    const labels = pairsKey(leadsTo.labels);
    this.byLabels.set(labels, id);
    this.labelsOf.set(id, labels);
  }

  delete(id: TargetId): void {
    this.forgetLabels(id);
    this.byId.delete(id);
  }

  /** Whether there is one with the same labels; of those that are dropped, one with the same job and address. */
  knows({ config, labels, droppedBy }: Endpoint): boolean {
    if (droppedBy === null) return this.byLabels.has(pairsKey(labels));
    return [...this.byId.values()].some(({ target }) => target.leadsTo.droppedBy !== null && target.config.job === config.job && target.config.url === config.url);
  }

  /** Errors: AppError 'conflict' when another target than `id` has its labels */
  refuseTwin({ labels, droppedBy }: Endpoint, id: TargetId): void {
    const holder = droppedBy === null ? this.byLabels.get(pairsKey(labels)) : undefined;
    if (holder === undefined || holder === id) return;
    throw new AppError('conflict', `There is a target with job ${pairValue(labels, 'job')} and instance ${pairValue(labels, 'instance')} already.`);
  }

  private forgetLabels(id: TargetId): void {
    const labels = this.labelsOf.get(id);
    this.labelsOf.delete(id);
    if (labels !== undefined && this.byLabels.get(labels) === id) this.byLabels.delete(labels);
  }
}
