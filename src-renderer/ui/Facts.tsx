import { Fragment, type ReactNode } from 'react';
import { MISSING } from './format.ts';

/** Names and values, one pair a line; what is not known is a dash. */
export function Facts({ facts }: { facts: readonly (readonly [name: string, value: ReactNode])[] }) {
  return (
    <dl className="facts">
      {facts.map(([name, value]) => <Fragment key={name}><dt>{name}</dt><dd>{value ?? <span className="dim">{MISSING}</span>}</dd></Fragment>)}
    </dl>
  );
}
