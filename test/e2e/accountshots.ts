import type { Page } from 'playwright-core';
import type { RunningHost } from '../servers/host.ts';
import { ACCESS_KEY, type AwsLab } from '../servers/moto.ts';

interface Shot { readonly name: string; readonly path: string; readonly act?: (page: Page) => Promise<unknown>; readonly main?: boolean }

const SECOND_KEY = 'AKIAIOSFODNN7EXAMPL2';
const type = async (page: Page) => {
  const drawer = page.locator('.beside-list');
  const inputs = drawer.locator('.side-form input.mantine-Input-input');
  await inputs.first().fill('acme-prod');
  await drawer.locator('.side-form fieldset').first().locator('label').nth(1).click();
  await drawer.locator('.mono-field input').first().fill(ACCESS_KEY.accessKeyId);
};
const scrolled = (page: Page) => page.locator('.mantine-Drawer-content').evaluate(element => { for (const each of [element, ...element.querySelectorAll('*')]) each.scrollTop = 2000; });

/** Accounts in every state that the page tells apart, beside the one of the fleet. */
export async function accountShots(host: RunningHost, lab: AwsLab): Promise<Shot[]> {
  lab.fault({ fault: 'throttle', region: 'us-east-1', service: 'ec2', accessKeyId: SECOND_KEY });
  lab.fault({ fault: 'hang', region: 'ap-southeast-1', accessKeyId: SECOND_KEY });
  const ids: Record<string, string> = {};
  const call = async (procedure: string, input: unknown) => await (await host.get(`/api/${procedure}`, { method: 'POST', body: JSON.stringify(input), headers: { 'content-type': 'application/json' } })).json() as { data: { id: string } };
  const add = async (name: string, accessKeyId: string, over: object = {}) => {
    const config = { kind: 'aws', name, credential: { method: 'keys', fields: { accessKeyId } }, endpoint: lab.url, ...over };
    ids[name] = (await call('accounts.add', { config, secrets: { secretAccessKey: ACCESS_KEY.secretAccessKey } })).data.id;
  };
  await add('Acquired', 'AKIAWRONGWRONGWRONG1');
  await add('Staging', SECOND_KEY, { regions: ['eu-west-1', 'us-east-1', 'ap-southeast-1', 'eu-north-1'], polling: { enabled: true, budget: 25 } });
  await add('Archive', ACCESS_KEY.accessKeyId, { regions: ['eu-west-1'] });
  await call('accounts.pause', { id: ids['Archive'], paused: true });
  const open = (name: string, more = '') => `/accounts?open=${ids[name] ?? 'none'}${more}`;
  return [
    { name: 'accounts', path: '/accounts?', main: true },
    { name: 'accounts-add', path: '/accounts?open=new', act: type, main: true },
    { name: 'accounts-price', path: '/accounts?open=new', act: scrolled },
    { name: 'account', path: open('Staging'), main: true },
    { name: 'account-refused', path: open('Acquired') },
    { name: 'account-settings', path: open('Staging', '&part=settings') },
    { name: 'account-test', path: open('Staging', '&part=settings'), act: async page => { await page.locator('.side-buttons button').nth(1).click(); await page.locator('.side-test li').nth(4).waitFor(); await page.locator('.side-test').evaluate(box => box.scrollIntoView({ block: 'center' })); } },
  ];
}
