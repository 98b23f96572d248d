import { mkdtempSync, rmSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { LiveGroup } from '../../src-main/alerts/livegroup.ts';
import { openLog } from '../../src-main/base/log.ts';
import { DEFAULT_SETTINGS } from '../../src-main/host/config.ts';
import { toPairs } from '../../src-main/shared/model/labels.ts';
import { GroupId, type Rule, RuleGroup } from '../../src-main/shared/model/rule.ts';
import { placesFrom } from '../../src-main/shell/places.ts';
import { openPool } from '../../src-main/workers/pool.ts';

const HOSTS = 50, METRICS = 100, RULES = 1000, PER_GROUP = 50, STEP_MS = 15_000, BEFORE = 40, ROUNDS = 20;
const T0 = Math.floor(Date.now() / STEP_MS) * STEP_MS - (BEFORE + ROUNDS) * STEP_MS;

/** 1,000 rules in 20 groups over 5,000 series, as every 15 s: what one round takes of a core, samples coming in and all threads counted, and what the main thread waits. */
export async function benchRules(): Promise<Record<string, string>> {
  const dir = mkdtempSync(join(tmpdir(), 'stratoscope-bench-rules-'));
  const { workers } = placesFrom(pathToFileURL('src-main/shell/cli.ts').href);
  const pool = await openPool({ ...workers, dataDir: dir, settings: DEFAULT_SETTINGS, log: openLog('warn') });
  try {
    const refs = await pool.appender.resolve(Array.from({ length: HOSTS * METRICS }, (_, i) => toPairs({ __name__: `metric_${i % METRICS}_total`, instance: `host-${Math.floor(i / METRICS)}:9100`, job: 'node', group: `g${i % 5}` })));
    const scrape = (k: number) => pool.appender.append(refs.slice(), Float64Array.of(T0 + k * STEP_MS), Float64Array.from(refs, (_, i) => 100 * k + i % 97 + Math.sin(k + i)));
    for (let k = 0; k < BEFORE; k++) await scrape(k);
    let instances = 0;
    const groups = groupsOf().map(group => new LiveGroup({ id: GroupId.parse(`bench;${group.name}`), file: 'bench', origin: 'file', group }, {
      rules: batch => pool.query.rules(batch), appender: pool.appender, externalLabels: {}, externalUrl: () => '', since: () => null, changed: () => undefined,
    }));
    const round = async (k: number) => {
      await scrape(k);
      for (const group of groups) {
        await group.evaluate(T0 + k * STEP_MS + 500);
        instances += group.telling(T0 + k * STEP_MS).length;
      }
    };
    for (let k = BEFORE; k < BEFORE + 5; k++) await round(k);
    instances = 0;
    const delay = monitorEventLoopDelay({ resolution: 1 });
    delay.enable();
    const cpu = process.cpuUsage(), began = performance.now();
    for (let k = BEFORE + 5; k < BEFORE + ROUNDS; k++) await round(k);
    const { user, system } = process.cpuUsage(cpu), rounds = ROUNDS - 5;
    delay.disable();
    const failed = groups.flatMap(group => group.states()).filter(({ health }) => health !== 'ok');
    return {
      'one round, all threads': `${((user + system) / 1e6 / rounds).toFixed(2)} s of CPU, ${((performance.now() - began) / 1000 / rounds).toFixed(2)} s`,
      'of one core, every 15 s': `${((user + system) / 1e6 / rounds / 15 * 100).toFixed(1)} %`,
      'the main thread waits, p99.9 and longest': `${(delay.percentile(99.9) / 1e6).toFixed(0)} ms, ${(delay.max / 1e6).toFixed(0)} ms`,
      'alerts that fire': String(Math.round(instances / rounds)), 'rules that failed': String(failed.length),
    };
  } finally {
    await pool.close();
    rmSync(dir, { recursive: true, force: true });
  }
}

/** Four kinds in equal parts: sums that are recorded, thresholds of every host, one host's average, a comparison of two metrics. */
function groupsOf(): RuleGroup[] {
  const rules = Array.from({ length: RULES }, (_, i): Rule => {
    const metric = `metric_${i % METRICS}_total`, other = `metric_${(i + 1) % METRICS}_total`, alert = { kind: 'alerting', alert: `Rule${i}`, forMs: 60_000, keepFiringForMs: 0, labels: { severity: 'warning' }, annotations: { summary: '{{ $labels.instance }} is at {{ $value | humanize }}' } } as const;
    switch (i % 4) {
      case 0: return { kind: 'recording', record: `rule${i}:rate:sum`, expr: `sum by (group) (rate(${metric}[5m]))`, labels: {} };
      case 1: return { ...alert, expr: `rate(${metric}{group="g1"}[5m]) > 6` };
      case 2: return { ...alert, expr: `avg_over_time(${metric}{instance="host-${i % HOSTS}:9100"}[5m]) < 0` };
      default: return { ...alert, expr: `${metric} / ${other} > 100` };
    }
  });
  return Array.from({ length: RULES / PER_GROUP }, (_, g) => RuleGroup.parse({ name: `group ${g}`, intervalMs: STEP_MS, rules: rules.slice(g * PER_GROUP, (g + 1) * PER_GROUP) }));
}
