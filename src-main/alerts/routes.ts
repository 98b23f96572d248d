import type { Labels } from '../shared/model/labels.ts';
import { labelsText, matchersText } from '../shared/model/matcher.ts';
import type { ReceiverId } from '../shared/model/receiver.ts';
import type { Route } from '../shared/model/routing.ts';
import { type Match, matching, labelOf } from './matching.ts';

/** A route made ready. `key` is Alertmanager's, of a child of the root with these matchers. */
export interface ReadyRoute { readonly index: number; readonly route: Route; readonly key: string; readonly match: Match }

/** Errors: AppError 'bad-data' for a pattern that is none */
export const readyRoutes = (routes: readonly Route[]): readonly ReadyRoute[] =>
  routes.map((route, index) => ({ index, route, key: `{}/${matchersText(route.matchers)}`, match: matching(route.matchers) }));

/** The routes that an alert takes: the first whose matchers it meets, and further ones while they say `continue`. */
export function routesOf(routes: readonly ReadyRoute[], labels: Labels): readonly ReadyRoute[] {
  const taken: ReadyRoute[] = [];
  for (const ready of routes) {
    if (!ready.match(labels)) continue;
    taken.push(ready);
    if (!ready.route.continue) break;
  }
  return taken;
}

/** To whom routes lead, each once, in order; muted ones lead to nobody. */
export const receiversOf = (taken: readonly ReadyRoute[]): readonly ReceiverId[] =>
  [...new Set(taken.flatMap(({ route }) => route.mute ? [] : route.receivers))];

/** The labels by which a route groups, of one alert: those it has. */
export function groupLabels({ groupBy }: Route, labels: Labels): Labels {
  if (groupBy.includes('...')) return labels;
  return Object.fromEntries(groupBy.filter(name => labelOf(labels, name) !== '').map(name => [name, labelOf(labels, name)]));
}

/** As Alertmanager makes it, so that receivers know the group again. */
export const groupKey = ({ key }: ReadyRoute, labels: Labels): string => `${key}:${labelsText(labels)}`;
