import { useTranslation } from 'react-i18next';
import type { MachineRow } from '../../src-main/shared/model/machine.ts';
import { formatCount } from '../ui/format.ts';
import { StateMark } from '../ui/StateMark.tsx';
import { STATES, tally } from './layout.ts';
import type { ViewState } from './view.ts';

/** How many machines there are and how they are, once that is known; a click shows only those. */
export function Tally({ rows, viewState }: { rows: readonly MachineRow[] | undefined; viewState: ViewState }) {
  const { t } = useTranslation('overview');
  const { t: common } = useTranslation('ui');
  const counts = rows && tally(rows);
  const jobs = new Set(rows?.map(row => row.job)).size;
  return (
    <section className="panel tally">
      <div className="tally-total"><b>{formatCount(rows?.length)}</b>{rows && <span className="sub cut">{t('machines', { count: rows.length })}{t('jobs', { count: jobs })}</span>}</div>
      <div className="tally-states">
        {STATES.map(state => {
          const pressed = viewState.view.state === state;
          return (
            <button key={state} type="button" aria-pressed={pressed} data-none={!counts?.[state] || undefined} title={t('onlyState', { state: common(`state.${state}`) })} onClick={() => viewState.setState(pressed ? null : state)}>
              <StateMark state={state} size={13} silent /><b>{formatCount(counts?.[state])}</b><span>{common(`state.${state}`)}</span>
            </button>
          );
        })}
      </div>
    </section>
  );
}
