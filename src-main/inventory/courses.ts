import type { MachineCourses, MachineId, METERS, MachineRow, Spread, Spreads } from '../shared/model/machine.ts';
import type { Figure } from '../shared/model/questions.ts';
import type { Course, MachineKey, Moment } from './readings.ts';
import { turns } from './slices.ts';

/** The courses of one machine; the figure of the moment stands at their end, whose step is still running. */
export function coursesOf(id: MachineId, key: MachineKey, course: Course, moment: Moment): MachineCourses {
  const spark = (figure: Figure, now: number | undefined) => {
    const column = course.figures[figure].get(key);
    if (column === undefined && now === undefined) return null;
    const drawn = column?.slice() ?? new Float64Array(course.times.length).fill(Number.NaN);
    drawn[drawn.length - 1] = now ?? Number.NaN;
    return drawn;
  };
  const heard = moment.answered.has(key); // a rate looks back: it would go on for two minutes after the last answer
  const figure = (name: Exclude<Figure, 'disk'>) => spark(name, heard ? moment[name].get(key) : undefined);
  return { id, cpu: figure('cpu'), memory: figure('memory'), disk: spark('disk', heard ? moment.fullest.get(key)?.[0]?.value : undefined), network: figure('network') };
}

/** Many machines as one, figure by figure. rows: with their keys; what they are now and were. */
export async function spreadOf(rows: readonly { readonly key: MachineKey; readonly row: Pick<MachineRow, (typeof METERS)[number]> }[], course: Course): Promise<Spreads> {
  const turn = turns();
  const spread = async (figure: (typeof METERS)[number]): Promise<Spread | null> => {
    const columns = rows.flatMap(({ key, row }) => row[figure] === null ? [] : [{ last: row[figure].last, past: course.figures[figure].get(key) }]);
    if (columns.length === 0) return null;
    const points = course.times.length;
    const [median, low, high] = [new Float64Array(points), new Float64Array(points), new Float64Array(points)];
    const values = new Float64Array(columns.length);
    for (let i = 0; i < points; i++) {
      let count = 0;
      for (const { last, past } of columns) {
        const value = i === points - 1 ? last : past?.[i];
        if (value !== null && value !== undefined && !Number.isNaN(value)) values[count++] = value;
      }
      const there = values.subarray(0, count).sort();
      median[i] = there[count >> 1] ?? Number.NaN;
      low[i] = there[0] ?? Number.NaN;
      high[i] = there[count - 1] ?? Number.NaN;
      await turn.pause();
    }
    const last = median[points - 1]!;
    return { last: Number.isNaN(last) ? null : last, median, low, high };
  };
  return { cpu: await spread('cpu'), memory: await spread('memory'), disk: await spread('disk'), network: await spread('network') };
}
