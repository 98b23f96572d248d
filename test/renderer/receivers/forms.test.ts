import { describe, expect, test } from 'vitest';
import { ReceiverConfig, ReceiverId, type ReceiverState } from '../../../src-main/shared/model/receiver.ts';
import { FIRST_ROUTING, Routing } from '../../../src-main/shared/model/routing.ts';
import { configOf, formOf, newReceiver } from '../../../src-renderer/receivers/form.ts';
import { moved, routingForm, routingOf, withRoute } from '../../../src-renderer/receivers/routeform.ts';

const state = (config: object, kept: ReceiverState['kept'] = []): ReceiverState => ({ id: ReceiverId.parse('r'), config: ReceiverConfig.parse(config), kept, destination: '', waiting: 0, lastSentAt: null, lastError: null, routes: 0 });

describe('a receiver', () => {
  test.each([
    { name: 'mail', kind: 'email', language: 'zh', email: { host: 'smtp.example.org', port: 465, security: 'tls', from: 'A <a@example.org>', to: ['b@example.org'], username: 'u' } },
    { name: 'hook', kind: 'webhook', maxAlerts: 5, limits: { perMinute: 7 }, webhook: { preset: 'custom', method: 'PUT', headers: { 'X-Team': 'ops' }, body: '{{ .Status }}', contentType: 'text/plain', username: 'u' } },
    { name: 'chat', kind: 'webhook', sendResolved: false, webhook: { preset: 'feishu' } }, { name: 'am', kind: 'alertmanager', alertmanager: { url: 'http://am:9093' }, insecureSkipVerify: true }, { name: 'Desk', kind: 'desktop' },
  ])('$name comes out of its form as it went in, and no secret is touched', config => {
    const { config: out, secrets, problems } = configOf(formOf(state(config, ['url', 'password'])));
    expect({ problems, secrets, out }).toEqual({ problems: {}, secrets: {}, out: ReceiverConfig.parse(config) });
  });

  test('what is missing or wrong stands at its field', () => {
    expect(configOf(newReceiver('en')).problems).toEqual({ name: true, host: true, from: true, to: true });
    expect(configOf({ ...newReceiver('en'), name: 'a', port: 'x' }).problems).toEqual({ port: true });
    expect(configOf({ ...newReceiver('en'), name: 'a', type: 'slack' }).problems).toEqual({ url: true });
    expect(configOf({ ...newReceiver('en'), name: 'a', type: 'webhook', url: { kept: false, text: 'https://x', gone: false }, headers: 'Host: x' }).problems).toEqual({ headers: true });
  });
});

describe('the routes', () => {
  const routing = Routing.parse({ ...FIRST_ROUTING, routes: [{ matchers: [{ name: 'severity', op: '=', value: 'critical' }], receivers: ['a'], continue: true, groupBy: ['...'], groupWaitMs: 0 }, { matchers: [{ name: 'team', op: '=~', value: 'a|b' }], mute: true }, { receivers: ['desktop'] }], giveUpMs: 3_600_000, externalUrl: 'https://desk.example' });

  test('come out of the form as they went in', () => {
    expect(routingOf(routingForm(routing)).routing).toEqual(routing);
  });

  test('a new one stands before the last; the last stays the last', () => {
    const form = withRoute(routingForm(routing), 'new');
    expect(form.routes.map(({ key }) => key)).toEqual(['r0', 'r1', 'new', 'r2']);
    expect(moved(form, 2, 1)).toBe(form);
    expect(moved(form, 2, -1).routes.map(({ key }) => key)).toEqual(['r0', 'new', 'r1', 'r2']);
    const { routing: none, problems } = routingOf(form);
    expect(none).toBeNull();
    expect(problems.routes.get('new')).toEqual(new Set(['matchers', 'receivers']));
    expect(problems.routes.get('r0')).toEqual(new Set());
  });
});
