import type { Page } from 'playwright-core';
import type { RunningHost } from '../servers/host.ts';
import { call } from './told.ts';

/** Rules of every origin over a week of six machines' memory, and what fires by them. */
export interface Ruled { readonly groups: Readonly<Record<string, string>>; readonly fires: string; readonly waits: string }

const STEP_MS = 300_000;
const STEPS = 2016; // a week
/** Nothing was recorded in between. */
const LOST = [1100, 1180] as const;
const MACHINES = [['pg-primary-1', 'production'], ['web-1', 'production'], ['web-2', 'production'], ['ingest-02', 'lab'], ['ci-runner-07', 'lab'], ['billing-gw', 'lab']] as const;
/** When the first machine ran short of memory, and for how long; steps. */
const PEAKS = [[900, 9], [1500, 7], [2012, 6]] as const;

const usedShare = (step: number, machine: number): number => {
  const course = 62 + machine * 3 + 9 * Math.sin(step / 46 + machine) + 2 * Math.sin(step * 1.7 + machine * 5);
  return Math.min(99, course + (machine === 0 ? PEAKS.reduce((sum, [at, width]) => sum + 27 * Math.exp(-(((step - at) / width) ** 2)), 0) : 0));
};

/** The week up to `now` (unix ms) in the text format, six series of two metrics. */
function week(now: number): string {
  const end = Math.floor(now / STEP_MS) * STEP_MS;
  const lines: string[] = [];
  MACHINES.forEach(([instance, group], machine) => {
    const labels = `job="node",instance="${instance}",group="${group}",tag_env="prod"`;
    for (let step = 0; step < STEPS; step++) {
      if (step > LOST[0] && step < LOST[1]) continue;
      const time = end - (STEPS - 1 - step) * STEP_MS;
      lines.push(`node_memory_MemTotal_bytes{${labels}} 100 ${time}`, `node_memory_MemAvailable_bytes{${labels}} ${(100 - usedShare(step, machine)).toFixed(2)} ${time}`);
    }
  });
  return `${lines.join('\n')}\n`;
}

const TEAM_RULES = `groups:
  - name: load
    interval: 5s
    rules:
      - record: job:load1:avg
        expr: avg by (job) (node_load1)
      - alert: LoadThere
        expr: node_load1 >= 0
        labels: { severity: info }
      - alert: NotOne
        expr: sum by (job) (up) + on (job) group_left () up
`;

export async function startRuled(host: RunningHost): Promise<Ruled> {
  const pushed = await host.get('/api/v1/import/prometheus', { method: 'POST', body: week(Date.now()) });
  if (!pushed.ok) throw new Error(`a week of memory: ${pushed.status} ${await pushed.text()}`);
  const scope = [{ name: 'group', value: 'production' }];
  const make = async (name: string, form: object) => [name, (await call<{ id: string }>(host, 'rules.saveSimple', { name, form })).id] as const;
  const made = [
    await make('Memory high', { metric: 'memory', threshold: 60, forMs: 0, severity: 'critical', scope, message: 'Memory of {{ $labels.instance }} at {{ printf "%.0f" $value }} %', runbook: 'https://wiki.example.org/memory' }),
    await make('Disk used', { metric: 'disk', threshold: 1, forMs: 3_600_000 }),
  ];
  await call(host, 'rules.import', { name: 'team.yml', yaml: TEAM_RULES });
  const groups = await call<{ id: string; name: string }[]>(host, 'rules.list', {});
  const found = async (rule: string) => {
    for (let tries = 0; tries < 120; tries++) {
      const alert = (await call<{ rule: string; fingerprint: string }[]>(host, 'alerts.list', {})).find(each => each.rule === rule);
      if (alert) return alert.fingerprint;
      await new Promise(resolve => setTimeout(resolve, 500));
    }
    throw new Error(`${rule} found nothing within a minute`);
  };
  return { groups: { ...Object.fromEntries(groups.map(({ name, id }) => [name, id])), ...Object.fromEntries(made) }, fires: await found('Memory high'), waits: await found('Disk used') };
}

const write = (page: Page, text: string) => page.evaluate(copied => navigator.clipboard.writeText(copied), text).then(async () => { await page.locator('.yaml-editor .cm-content').click(); await page.keyboard.press('Control+a'); await page.keyboard.press('Control+v'); });

export function ruledShots({ groups, fires, waits }: Ruled) {
  const open = (name: string, more = '') => `/alerts/rules?open=${encodeURIComponent(groups[name] ?? 'none')}${more}`;
  return [
    { name: 'alerts', path: '/alerts?from=now-15m', main: true },
    { name: 'alerts-open', path: `/alerts?open=${fires}&from=now-15m`, main: true },
    { name: 'alerts-waits', path: `/alerts?open=${waits}&from=now-15m` },
    { name: 'alerts-filter', path: '/alerts?severity=critical&from=now-15m', act: (page: Page) => page.locator('.alerts-filter input').click() },
    { name: 'alerts-history', path: '/alerts/history?from=now-15m', main: true },
    { name: 'alerts-history-open', path: `/alerts/history?open=${fires}&from=now-15m` },
    { name: 'rules', path: '/alerts/rules?', main: true },
    { name: 'rule-new', path: '/alerts/rules?open=new', main: true },
    { name: 'rule-scope', path: '/alerts/rules?open=new', act: (page: Page) => page.locator('.scope-field input').click() },
    { name: 'rule-form', path: open('Memory high') },
    { name: 'rule-promql', path: open('load', '&rule=1'), main: true },
    { name: 'rule-failed', path: open('load', '&rule=2') },
    { name: 'rule-yaml', path: open('load', '&mode=yaml') },
    { name: 'rule-ready', path: open('Disk') },
    { name: 'rules-import', path: '/alerts/rules?open=import', act: async (page: Page) => { await write(page, TEAM_RULES.replace('sum by (job) (up)', 'sum by (job) (up')); await page.locator('.alerts-foot button').last().click(); await page.locator('.yaml-problems').waitFor(); } },
  ];
}
