import type { Page } from 'playwright-core';
import type { RunningHost } from '../servers/host.ts';
import { ACCESS_KEY, type AwsLab, startAws } from '../servers/moto.ts';

/** A fleet in an emulated cloud, known to a host by an account called Production. */
export interface Clouded {
  /** ids of machines by name */
  readonly ids: Readonly<Record<string, string>>;
  readonly lab: AwsLab;
  stop(): Promise<void>;
}

const REGIONS = ['eu-west-1', 'us-east-1'] as const;

/** null where no emulator is installed */
export async function startClouded(host: RunningHost): Promise<Clouded | null> {
  const lab = await startAws('screens');
  if (!lab?.live) return null;
  await seed(lab);
  await call(host, 'accounts.add', {
    config: { kind: 'aws', name: 'Production', credential: { method: 'keys', fields: { accessKeyId: ACCESS_KEY.accessKeyId } }, endpoint: lab.url, homeRegion: REGIONS[0], regions: [...REGIONS], intervalMs: 30_000 },
    secrets: { secretAccessKey: ACCESS_KEY.secretAccessKey },
  });
  for (let tries = 0; tries < 100; tries++) {
    const rows = await call(host, 'machines.list', {}) as readonly { readonly id: string; readonly name: string; readonly cloud: unknown }[];
    const found = rows.filter(({ cloud }) => cloud !== null);
    if (found.length === 14) return { ids: Object.fromEntries(found.map(({ id, name }) => [name, id])), lab, stop: () => lab.stop() };
    await new Promise(resolve => { setTimeout(resolve, 200); });
  }
  throw new Error('the machines of the cloud did not appear');
}

async function seed(lab: AwsLab): Promise<void> {
  await lab.seed({ region: 'eu-west-1', count: 6, name: 'shop-web', tags: { env: 'prod', team: 'shop' } });
  await lab.seed({ region: 'eu-west-1', count: 1, name: 'shop-db', tags: { env: 'prod', team: 'shop', protected: 'yes' }, isProtected: true });
  await lab.seed({ region: 'us-east-1', count: 5, name: 'render', tags: { env: 'batch', team: 'media' } });
  await lab.seed({ region: 'us-east-1', count: 2 });
}

async function call(host: RunningHost, procedure: string, input: unknown): Promise<unknown> {
  const answer = await (await host.get(`/api/${procedure}`, { method: 'POST', body: JSON.stringify(input), headers: { 'content-type': 'application/json' } })).json() as { data: unknown };
  return answer.data;
}

interface Shot { readonly name: string; readonly path: string; readonly act?: (page: Page) => Promise<unknown>; readonly main?: boolean }

const tick = async (page: Page, count: number) => { for (let row = 1; row <= count; row++) await page.locator('.table-tick input').nth(row).click(); };
const press = (page: Page, button: number) => page.locator('.tick-bar button').nth(button).click();

/** What is shown of machines in a cloud, and what is done to them. Nothing of it is sent: each is undone or only planned. */
export function cloudShots({ ids }: Clouded): Shot[] {
  const of = (name: string, more = '') => `/machines/${ids[name] ?? 'aws/none/none'}?${more}`;
  return [
    { name: 'fleet', path: '/machines?', main: true },
    { name: 'fleet-grouped', path: '/machines?by=tag:team' },
    { name: 'fleet-filters', path: '/machines?inventory.q=env%3Dprod', act: page => page.getByRole('button', { name: /^(Filters|筛选方案)/ }).click() },
    { name: 'fleet-ticked', path: '/machines?inventory.q=shop', act: page => tick(page, 3) },
    { name: 'fleet-plan', path: '/machines?inventory.q=shop', act: async page => { await tick(page, 7); await press(page, 1); await page.locator('.plan-item').first().waitFor(); } },
    { name: 'fleet-terminate', path: '/machines?inventory.q=render', act: async page => { await tick(page, 2); await press(page, 4); await page.getByRole('menuitem').last().click(); await page.locator('.plan-item').first().waitFor(); } },
    { name: 'cloud-machine', path: of('shop-db'), main: true },
    { name: 'cloud-machine-events', path: of('shop-db', 'tab=events') },
    { name: 'cloud-pending', path: of('render-1'), act: async page => {
      await page.locator('.machine-line .mantine-Button-root:not([disabled])').first().click();
      await page.locator('.plan-item').first().waitFor();
      await page.locator('.plan-buttons button[type=submit]').click();
      await page.locator('.operation').first().waitFor();
    } },
  ];
}
