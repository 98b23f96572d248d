import type { RollupReader } from '../store/rollups.ts';
import type { DecodeScratch } from './codec/integers.ts';
import type { Row } from './codec/row.ts';
import { clip, type Columns } from './merge.ts';
import { type GroupPiece, Room, rolledPiece, samplesPiece } from './grouppiece.ts';
import { Rollup } from './rollupcodec.ts';
import { type Stretch, stretchesOf } from './rollupplan.ts';
import type { Grouping, Groups, RollupColumn, Selection } from './select.ts';
import { Ground, ShardWindow } from './shardwindow.ts';

/** Samples of a series in groups: as in SelectedSeries. */
export interface GroupedColumns extends Columns { readonly numeric: boolean; readonly groups: Groups }

export interface GroupedParts {
  readonly grouping: Grouping;
  readonly stretches: readonly Stretch[];
  /** rows that may hold samples of from..to, in the order in which they win */
  readonly open: (from: number, to: number) => readonly Row[];
  readonly damaged: (error: unknown) => void;
  readonly scratch: DecodeScratch;
}

/** null when none of the shard's rollups is of use for the selection. */
export function groupedShard(rollups: RollupReader, shard: number, { from, to }: Selection, parts: Omit<GroupedParts, 'stretches'>): GroupedShard | null {
  const stretches = stretchesOf(rollups, shard, from, to, parts.grouping);
  return stretches.some(({ blob }) => blob !== null) ? new GroupedShard({ ...parts, stretches }) : null;
}

const NOTHING = new Float64Array(0);

/** Series after series of one shard, out of its rollups and, where those do not tell, its samples: each of which is a group of its own. */
export class GroupedShard {
  private readonly grouping: Grouping;
  private readonly stretches: readonly StretchReader[];
  private readonly memory = new Map<RollupColumn, Float64Array>();
  /** the pieces of the series before, and their times in one: series of a shard mostly share them */
  private before: readonly GroupPiece[] = [];
  private times: Float64Array = NOTHING;
  private firstTimes: Float64Array = NOTHING;

  constructor(parts: GroupedParts) {
    this.grouping = parts.grouping;
    this.stretches = parts.stretches.map(stretch => new StretchReader(stretch, parts));
  }

  /** tail: what the head holds of the series, in the selection's window; null when there are no samples. Valid until the next is read, but for its times. */
  read(slot: number, tail: Columns | null): GroupedColumns | null {
    const pieces = this.stretches.flatMap(stretch => stretch.read(slot, tail) ?? []);
    if (pieces.length === 0) return null;
    this.lay(pieces);
    const { times, firstTimes, grouping: { columns } } = this;
    const groups: { [column in RollupColumn]?: Float64Array } = {};
    for (const [i, column] of columns.entries()) groups[column] = this.join(column, pieces, i);
    const [first] = columns;
    return {
      times, values: (first && groups[first]) ?? NOTHING, numeric: pieces.every(({ numeric }) => numeric),
      groups: columns.includes('firsts') ? { ...groups, firstTimes } : groups,
    };
  }

  private lay(pieces: readonly GroupPiece[]): void {
    const { before } = this;
    this.before = pieces;
    if (before.length === pieces.length && pieces.every(({ times, firstTimes }, i) => times === before[i]!.times && firstTimes === before[i]!.firstTimes)) return;
    const length = pieces.reduce((sum, { times }) => sum + times.length, 0);
    this.times = new Float64Array(length);
    this.firstTimes = this.grouping.columns.includes('firsts') ? new Float64Array(length) : NOTHING;
    let at = 0;
    for (const { times, firstTimes } of pieces) {
      this.times.set(times, at);
      if (this.firstTimes.length > 0) this.firstTimes.set(firstTimes, at);
      at += times.length;
    }
  }

  private join(column: RollupColumn, pieces: readonly GroupPiece[], index: number): Float64Array {
    const { length } = this.times;
    let memory = this.memory.get(column);
    if (memory === undefined || memory.length < length) this.memory.set(column, memory = new Float64Array(2 * length));
    let at = 0;
    for (const { columns } of pieces) {
      memory.set(columns[index]!, at);
      at += columns[index]!.length;
    }
    return memory.subarray(0, length);
  }
}

/** One part of the window: from its rollup where that tells what is asked, and from samples otherwise, as where the head holds late ones. */
class StretchReader {
  private readonly stretch: Stretch;
  private readonly parts: GroupedParts;
  private readonly rollup: Rollup | null;
  private window: ShardWindow | null = null;
  private readonly room = new Room();
  /** stretches of shared times that were cut, by what they were cut from */
  private readonly cuts = new Map<Float64Array, Float64Array>();

  constructor(stretch: Stretch, parts: GroupedParts) {
    this.stretch = stretch;
    this.parts = parts;
    this.rollup = this.opened();
  }

  read(slot: number, tail: Columns | null): GroupPiece | null {
    const { grouping, damaged } = this.parts, { from, to } = this.stretch;
    const own = tail === null ? null : clip(tail, from, to);
    if (own === null && this.rollup?.tells(slot, grouping.columns) === true) {
      try {
        return rolledPiece(this.rollup, slot, this.stretch, grouping, this.cuts, this.room);
      } catch (error) {
        damaged(error);
      }
    }
    this.window ??= new ShardWindow(this.parts.open(from, to), this.stretch, new Ground(), damaged);
    const columns = this.window.read(slot, own, grouping.columns.length === 0);
    return columns && samplesPiece(columns, grouping, this.room);
  }

  private opened(): Rollup | null {
    if (this.stretch.blob === null) return null;
    try {
      return new Rollup(this.stretch.blob, this.parts.scratch);
    } catch (error) {
      this.parts.damaged(error);
      return null;
    }
  }
}
