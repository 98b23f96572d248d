import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { firstLanguage, TEXTS } from '../../src-renderer/i18n.ts';

type Texts = { readonly [key: string]: string | Texts };
const NAMES = Object.keys(TEXTS) as (keyof typeof TEXTS)[];
const PLURAL = /_(?:zero|one|two|few|many|other)$/;

function flat(texts: Texts, prefix = ''): [string, string][] {
  return Object.entries(texts).flatMap(([key, value]): [string, string][] => typeof value === 'string' ? [[prefix + key, value]] : flat(value, `${prefix}${key}.`));
}
const keysOf = (texts: Texts) => new Set(flat(texts).map(([key]) => key.replace(PLURAL, '')));
const slots = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name).sort();

test.each(NAMES)('%s says the same things in both languages', name => {
  expect([...keysOf(TEXTS[name].zh)].sort()).toEqual([...keysOf(TEXTS[name].en)].sort());
});

test.each(NAMES)('%s has the plurals each language needs', name => {
  for (const language of ['en', 'zh'] as const) {
    const keys = flat(TEXTS[name][language]).map(([key]) => key);
    const needed = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
    for (const key of keys.filter(key => key.endsWith('_other'))) for (const category of needed) expect(keys).toContain(key.replace(/other$/, category));
  }
});

/** Words that stay as they are in Chinese: names, units, what is typed, and the other language's own name. */
const KEPT = /VictoriaMetrics|InfluxDB|Mimir|Thanos|Bearer|\/api\/v1\/export|aws cloudwatch get-metric-data|ISO 8601|X-Stratoscope-Signature|webhook\.office\.com|Incoming Webhooks|Add New Webhook to Workspace|Microsoft Teams|Slack|Lark|Webhook|Alertmanager|STARTTLS|toJson|CloudWatch|GetMetricData|GetMetricStatistics|OpenSSH|ProxyJump|known_hosts|systemd|Ping|(?:metric_)?relabel_configs|prometheus\.yml|Stratoscope|Prometheus|Grafana|Telegraf|PromQL|OpenMetrics|node_exporter|pushgateway|localhost|TLS|PEM|URL|HTTPS?|https?|CSV|PNG|JSON|YAML|CPU|PSI|I\/O|IOPS|TCP|UDP|IPv4|IPv6|SSH|Node\.js|Linux|Ctrl|Shift|Alt|Enter|Esc|Tab|English|Switch to English|MiB|GiB|KiB|job|instance|now|max|min|avg|sum|p\d+/g;

test.each(NAMES)('%s has no English left in Chinese', name => {
  const english = new Map(flat(TEXTS[name].en));
  for (const [key, text] of flat(TEXTS[name].zh)) {
    const words = text.replace(/\{\{\w+\}\}/g, '').replace(/`[^`]*`/g, '').replace(/\bnode_\S*/g, '').replace(KEPT, '').replace(/[a-z_]+\([^)]*\)|https?:\/\/\S*|\/metrics|now[-/]\w+|\b\d+ ?[a-zA-Z]{1,3}\b/g, '');
    expect(words.match(/[A-Za-z]{4,}/g) ?? [], `${name}.${key}: ${text}`).toEqual([]);
    const same = english.get(key);
    if (same === text) expect(words.trim(), `${name}.${key} is not translated`).not.toMatch(/[a-z]{3,}/);
  }
});

test.each(NAMES)('%s fills the same slots in both languages', name => {
  const english = new Map(flat(TEXTS[name].en).map(([key, text]) => [key.replace(PLURAL, ''), slots(text)]));
  for (const [key, text] of flat(TEXTS[name].zh)) {
    for (const slot of slots(text)) expect([...english.get(key.replace(PLURAL, '')) ?? [], 'count', 'reason'], `${name}.${key}`).toContain(slot);
  }
});

test('every key that a screen asks for by name exists', () => {
  const missing: string[] = [];
  for (const file of globSync('src-renderer/**/*.{ts,tsx}')) {
    const source = readFileSync(file, 'utf8');
    const names = [...source.matchAll(/useTranslation\('(\w+)'\)/g)].map(([, name]) => name as keyof typeof TEXTS);
    if (new Set(names).size !== 1) continue; // several vocabularies in one file are told apart by the type checker's reader alone
    const known = keysOf(TEXTS[names[0]!].en);
    for (const [, key = ''] of source.matchAll(/\bt\('([\w.-]+)'/g)) if (!known.has(key)) missing.push(`${file}: ${key}`);
  }
  expect(missing).toEqual([]);
});

test.each([
  ['zh', ['en-US'], 'zh'], [null, ['zh-CN', 'en'], 'zh'], [null, ['fr-FR', 'zh-Hans'], 'zh'], [null, ['de-DE', 'en-GB'], 'en'], [null, ['ja'], 'en'], ['xx', ['zh-TW'], 'zh'],
])('stored %s and a browser that wants %s: %s', (stored, wanted, language) => expect(firstLanguage(stored, wanted)).toBe(language));
