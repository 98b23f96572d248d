import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { INK_DARK, INK_LIGHT, STRATO } from '../../../src-renderer/ui/theme.ts';

const tokens = readFileSync('src-renderer/tokens.css', 'utf8');
const [common = '', dark = '', light = ''] = tokens.split(/\/\* -{8,} (?:dark|light) \*\//);
const shades = (css: string, name: string) => Array.from({ length: 10 }, (_, i) => new RegExp(`--${name}-${i}: (#[0-9a-f]{6})`).exec(css)?.[1]);

test('the library computes with the very colours of tokens.css', () => {
  expect(shades(common, 'strato')).toEqual(STRATO);
  expect(shades(dark, 'ink')).toEqual(INK_DARK);
  expect(shades(light, 'ink')).toEqual(INK_LIGHT);
});
