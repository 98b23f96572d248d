import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { AuditRow } from '../../src-main/shared/contract/access.ts';
import type { MachineId } from '../../src-main/shared/model/machine.ts';
import { useCall } from '../host/hooks.ts';
import { useMay } from '../host/permission.ts';
import { useLinkTo } from '../host/range.ts';
import { dateTimeText, exactText } from '../ui/clock.ts';
import { Panel } from '../ui/Panel.tsx';
import { type State, StateMark } from '../ui/StateMark.tsx';

const MOST = 30;
/** Besides the call, these are written down for each machine; that is what is shown. */
const BY_MACHINE = new Set(['machines.act', 'machines.terminate', 'machines.tag']);
const MARK_OF: Readonly<Record<AuditRow['outcome'], State>> = { done: 'ok', started: 'unknown', denied: 'warn', failed: 'critical' };

/** What was done to a machine from here, newest first, as the audit has it. Nothing for who may not read that. */
export function Deeds({ ids }: { ids: readonly MachineId[] }) {
  const { t } = useTranslation('inventory');
  const { t: words } = useTranslation('audit');
  const may = useMay('audit:read');
  const linkTo = useLinkTo();
  const { data } = useCall(['access.audit', 'machine', ids], async (host, signal) => {
    const lists = await Promise.all(ids.map(target => host.access.audit({ target, limit: MOST }, signal)));
    return lists.flat().sort((a, b) => b.id - a.id).slice(0, MOST);
  }, { refresh: true, enabled: may });
  if (!may) return null;
  const rows = (data ?? []).filter(row => row.outcome !== 'started' && (row.outcome === 'denied' || !BY_MACHINE.has(row.path) || row.input.includes('"operation"')));
  return (
    <Panel title={t('about.deeds')}>
      <div className="about-inside">
        {rows.length === 0 ? <p className="dim">{t('about.noDeeds')}</p> : <ul className="deeds">{rows.map(row => (
          <li key={row.id}><Link href={linkTo('/audit', { target: row.target, record: String(row.id) })} className="row">
            <StateMark state={MARK_OF[row.outcome]} size={12} silent />
            <span className="dim nowrap" title={exactText(row.at)}>{dateTimeText(row.at)}</span>
            <b className="nowrap">{actionOf(row)}</b>
            <span className="cut grow">{words(`outcome.${row.outcome}`)}{row.result === '' ? '' : `: ${row.result}`}</span>
            <span className="dim nowrap">{row.caller}</span>
          </Link></li>
        ))}</ul>}
      </div>
    </Panel>
  );
}

/** `stop` of an operation, else the procedure's name. */
function actionOf({ input, path }: AuditRow): string {
  try {
    const parsed: unknown = JSON.parse(input);
    if (typeof parsed === 'object' && parsed !== null && 'action' in parsed && typeof parsed.action === 'string') return parsed.action;
  } catch {
    return path; // a long input is cut off
  }
  return path;
}
