import { parseMatchers, typedMatchers } from '../../src-main/shared/model/matcher.ts';
import { ReceiverId } from '../../src-main/shared/model/receiver.ts';
import { InhibitRule, Route, Routing } from '../../src-main/shared/model/routing.ts';
import { durationText, parseDuration } from '../host/range-text.ts';

/** A route as its card holds it: text as typed. `key` tells cards apart while they move. */
export interface RouteForm {
  readonly key: string;
  readonly matchers: string;
  readonly receivers: readonly string[];
  readonly mute: boolean;
  readonly continue: boolean;
  readonly groupBy: readonly string[];
  readonly groupWait: string;
  readonly groupInterval: string;
  readonly repeatInterval: string;
}
export interface InhibitForm { readonly key: string; readonly source: string; readonly target: string; readonly equal: readonly string[] }
export interface RoutingForm { readonly routes: readonly RouteForm[]; readonly inhibit: readonly InhibitForm[]; readonly externalUrl: string; readonly giveUp: string }

export type RouteField = 'matchers' | 'receivers' | 'groupBy' | 'groupWait' | 'groupInterval' | 'repeatInterval';
export interface RoutingProblems { readonly routes: ReadonlyMap<string, ReadonlySet<RouteField>>; readonly inhibit: ReadonlySet<string>; readonly externalUrl: boolean; readonly giveUp: boolean }

const lengthText = (ms: number): string => ms === 0 ? '0s' : durationText(ms);
const lengthOf = (text: string): number => /^0s?$/.test(text.trim()) ? 0 : parseDuration(text.trim()) ?? Number.NaN;

export const routingForm = ({ routes, inhibitRules, externalUrl, giveUpMs }: Routing): RoutingForm => ({
  routes: routes.map((route, i) => ({
    key: `r${i}`, matchers: typedMatchers(route.matchers), receivers: route.receivers, mute: route.mute, continue: route.continue, groupBy: route.groupBy,
    groupWait: lengthText(route.groupWaitMs), groupInterval: lengthText(route.groupIntervalMs), repeatInterval: lengthText(route.repeatIntervalMs),
  })),
  inhibit: inhibitRules.map((rule, i) => ({ key: `i${i}`, source: typedMatchers(rule.sourceMatchers), target: typedMatchers(rule.targetMatchers), equal: rule.equal })), externalUrl, giveUp: lengthText(giveUpMs),
});

/** A new one before the last, which takes all that is left. */
export function withRoute(form: RoutingForm, key: string): RoutingForm {
  const last = form.routes.at(-1);
  const fresh: RouteForm = { key, matchers: '', receivers: [], mute: false, continue: false, groupBy: last?.groupBy ?? ['alertname'], groupWait: last?.groupWait ?? '30s', groupInterval: last?.groupInterval ?? '5m', repeatInterval: last?.repeatInterval ?? '4h' };
  return { ...form, routes: [...form.routes.slice(0, -1), fresh, ...form.routes.slice(-1)] };
}

/** One place up or down among those that have conditions; the last stays the last. */
export function moved(form: RoutingForm, index: number, by: -1 | 1): RoutingForm {
  const to = index + by, route = form.routes[index];
  if (route === undefined || index >= form.routes.length - 1 || to < 0 || to >= form.routes.length - 1) return form;
  return { ...form, routes: form.routes.toSpliced(index, 1).toSpliced(to, 0, route) };
}

/** What is sent, or what is wrong where. */
export function routingOf(form: RoutingForm): { readonly routing: Routing | null; readonly problems: RoutingProblems } {
  const routes = form.routes.map((route, i) => routeOf(route, i === form.routes.length - 1));
  const inhibitRules = form.inhibit.map(rule => InhibitRule.safeParse({ sourceMatchers: parseMatchers(rule.source), targetMatchers: parseMatchers(rule.target), equal: [...rule.equal] }));
  const parsed = Routing.safeParse({ routes: routes.map(({ input }) => input), inhibitRules: inhibitRules.map(({ data }) => data), externalUrl: form.externalUrl.trim(), giveUpMs: lengthOf(form.giveUp) });
  const top = new Set(parsed.error?.issues.map(({ path }) => String(path[0])));
  const problems: RoutingProblems = {
    routes: new Map(form.routes.map(({ key }, i) => [key, routes[i]!.problems])), inhibit: new Set(form.inhibit.filter((_, i) => !inhibitRules[i]!.success).map(({ key }) => key)),
    externalUrl: top.has('externalUrl'), giveUp: top.has('giveUpMs'),
  };
  return { routing: parsed.success && routes.every(({ problems: found }) => found.size === 0) ? parsed.data : null, problems };
}

const FIELDS: Readonly<Record<string, RouteField>> = { matchers: 'matchers', groupBy: 'groupBy', groupWaitMs: 'groupWait', groupIntervalMs: 'groupInterval', repeatIntervalMs: 'repeatInterval' };

function routeOf(route: RouteForm, last: boolean): { readonly input: unknown; readonly problems: ReadonlySet<RouteField> } {
  const matchers = last ? [] : parseMatchers(route.matchers);
  const input = {
    matchers, receivers: route.receivers.map(id => ReceiverId.parse(id)), mute: route.mute, continue: !last && route.continue, groupBy: [...route.groupBy],
    groupWaitMs: lengthOf(route.groupWait), groupIntervalMs: lengthOf(route.groupInterval), repeatIntervalMs: lengthOf(route.repeatInterval),
  };
  const problems = new Set<RouteField>((Route.safeParse(input).error?.issues ?? []).map(({ path }) => FIELDS[String(path[0])] ?? 'matchers'));
  if (!last && matchers?.length === 0) problems.add('matchers');
  if (!route.mute && route.receivers.length === 0) problems.add('receivers');
  return { input, problems };
}
