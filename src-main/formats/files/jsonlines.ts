import { toLabels } from '../../shared/model/labels.ts';
import { bitsOf, isStale } from '../../shared/model/sample.ts';
import { encoded, type SampleWriter, TimeTexts } from './writer.ts';

const COMMA = encoded(',');

/**
 * A line of JSON for some samples of a series, as VictoriaMetrics exports and imports them: `{"metric":{…},"values":[…],"timestamps":[…]}`, times in unix ms.
 * NaN is null, the infinities are "Infinity" and "-Infinity". A series may have several lines.
 */
export function jsonLines(): SampleWriter {
  const texts = new TimeTexts(String);
  return {
    head: () => undefined,
    series: (sheet, labels, times, values) => {
      const bits = bitsOf(values);
      const kept: number[] = [];
      for (let i = 0; i < values.length; i++) if (!isStale(bits, i)) kept.push(i);
      if (kept.length === 0) return 0;
      const { bytes, ends } = texts.of(times);
      sheet.text(`{"metric":${JSON.stringify(toLabels(labels))},"values":[`);
      for (const [n, i] of kept.entries()) {
        const value = values[i]!;
        if (n > 0) sheet.bytes(COMMA);
        if (Number.isFinite(value)) sheet.number(value);
        else sheet.text(Number.isNaN(value) ? 'null' : value > 0 ? '"Infinity"' : '"-Infinity"');
      }
      sheet.text('],"timestamps":[');
      for (const [n, i] of kept.entries()) {
        if (n > 0) sheet.bytes(COMMA);
        sheet.bytes(bytes, ends[i]!, ends[i + 1]!);
      }
      sheet.text(']}\n');
      return kept.length;
    },
    tail: () => undefined,
  };
}
