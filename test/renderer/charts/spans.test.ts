import { expect, test } from 'vitest';
import { spanBox } from '../../../src-renderer/charts/spans.ts';

/** a plot from pixel 100 to 300 over the times 0 to 2000: ten units a pixel */
const position = (time: number) => 100 + time / 10;

test.each([
  { what: 'inside', span: [500, 1000], box: [150, 50] },
  { what: 'begun before the range', span: [-500, 1000], box: [100, 100] },
  { what: 'that goes on past its end', span: [1900, 9000], box: [290, 10] },
  { what: 'over all of it', span: [-1, 2001], box: [100, 200] },
  { what: 'of a moment, still to be seen', span: [1000, 1000], box: [200, 2] },
  { what: 'of a moment at the very end', span: [2000, 2000], box: [298, 2] },
  { what: 'before it', span: [-900, -100], box: null },
  { what: 'after it', span: [2100, 2200], box: null },
])('a stretch $what', ({ span: [from = 0, to = 0], box }) => expect(spanBox({ from, to }, position, 100, 300, 2)).toEqual(box));
