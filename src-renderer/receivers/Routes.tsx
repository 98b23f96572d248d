import { Button, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { type ReactNode, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Routing } from '../../src-main/shared/model/routing.ts';
import { useAction, useCall } from '../host/hooks.ts';
import { Allowed } from '../ui/Allowed.tsx';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { Icon } from '../ui/icons.tsx';
import { InhibitCard } from './InhibitCard.tsx';
import { NotificationsHead } from './Notifications.tsx';
import { useReceivers } from './ReceiverList.tsx';
import { RouteCard } from './RouteCard.tsx';
import { type InhibitForm, moved, type RouteForm, type RoutingForm, routingForm, routingOf, withRoute } from './routeform.ts';

const KEY = ['receivers', 'routing'];

/** Which alerts go to whom. Nothing is sent before it is saved. */
export function Routes() {
  const { t } = useTranslation('receivers');
  const { data, error, refetch } = useCall(KEY, (host, signal) => host.receivers.routing({}, signal));
  return (
    <div className="page-body fill alerts">
      <section className="panel alerts-list" aria-label={t('tab.routes')}>
        {data ? <Editor key={JSON.stringify(data)} routing={data} /> : <NotificationsHead tab="routes" />}
        {error && <ErrorNote error={error} what={t('routing.failed')} onRetry={refetch} />}
      </section>
    </div>
  );
}

function Editor({ routing }: { routing: Routing }) {
  const { t } = useTranslation('receivers');
  const first = useMemo(() => routingForm(routing), [routing]);
  const [form, setForm] = useState(first);
  const [tried, setTried] = useState(false);
  const saving = useAction((host, changed: Routing) => host.receivers.setRouting({ routing: changed }), [KEY]);
  const { routing: changed, problems } = routingOf(form);
  const dirty = JSON.stringify(form) !== JSON.stringify(first);
  const save = () => {
    setTried(true);
    if (changed) saving.run(changed).then(() => notifications.show({ message: t('routing.saved') }), () => undefined);
  };
  const set = (change: Partial<RoutingForm>) => setForm(now => ({ ...now, ...change }));
  return (
    <>
      <NotificationsHead tab="routes">
        {dirty && <span className="sub">{t('routing.changed')}</span>}
        <Button disabled={!dirty} onClick={() => { setForm(first); setTried(false); }} leftSection={<Icon name="undo" size={14} />}>{t('routing.revert')}</Button>
        <Allowed needs="receiver:write">{may => <Button variant="filled" disabled={!may || !dirty} loading={saving.running} onClick={save}>{t('routing.save')}</Button>}</Allowed>
      </NotificationsHead>
      <div className="alerts-scroll"><div className="routing">
        {saving.error && <ErrorNote error={saving.error} what={t('saveFailed')} />}
        <RouteCards form={form} setForm={setForm} problems={tried ? problems.routes : new Map()} />
        <Inhibition form={form} setForm={setForm} wrong={tried ? problems.inhibit : new Set()} />
        <Part title={t('common.title')}>
          <div className="route-main">
            <TextInput label={t('common.externalUrl')} description={t('common.hint.externalUrl')} placeholder="https://desk.example" spellCheck={false} value={form.externalUrl} error={tried && problems.externalUrl ? t('common.problem.externalUrl') : undefined} onChange={event => set({ externalUrl: event.currentTarget.value })} />
            <TextInput label={t('common.giveUp')} description={t('common.hint.giveUp')} spellCheck={false} value={form.giveUp} error={tried && problems.giveUp ? t('common.problem.giveUp') : undefined} onChange={event => set({ giveUp: event.currentTarget.value })} />
          </div>
        </Part>
      </div></div>
    </>
  );
}

interface CardsProps { readonly form: RoutingForm; readonly setForm: (form: RoutingForm) => void }

function RouteCards({ form, setForm, problems }: CardsProps & { problems: ReturnType<typeof routingOf>['problems']['routes'] }) {
  const { t } = useTranslation('receivers');
  const receivers = useReceivers().value ?? [];
  const names = receivers.map(({ id, config }) => ({ value: id as string, label: config.name }));
  const count = form.routes.length;
  const change = (index: number, part: Partial<RouteForm>) => setForm({ ...form, routes: form.routes.map((route, i) => i === index ? { ...route, ...part } : route) });
  const add = () => setForm(withRoute(form, crypto.randomUUID()));
  return (
    <Part title={t('route.title')} text={t('route.text')} action={<Button size="compact-sm" onClick={add} leftSection={<Icon name="plus" size={13} />}>{t('route.add')}</Button>}>
      {form.routes.map((route, i) => (
        <RouteCard key={route.key} route={route} index={i} last={i === count - 1} only={count === 1} receivers={names} problems={problems.get(route.key)} set={part => change(i, part)} onMove={by => setForm(moved(form, i, by))}
          onRemove={() => setForm({ ...form, routes: form.routes.toSpliced(i, 1) })} mayMove={{ up: i > 0, down: i < count - 2 }} />
      ))}
    </Part>
  );
}

function Inhibition({ form, setForm, wrong }: CardsProps & { wrong: ReadonlySet<string> }) {
  const { t } = useTranslation('receivers');
  const change = (index: number, part: Partial<InhibitForm>) => setForm({ ...form, inhibit: form.inhibit.map((rule, i) => i === index ? { ...rule, ...part } : rule) });
  const add = () => setForm({ ...form, inhibit: [...form.inhibit, { key: crypto.randomUUID(), source: '', target: '', equal: [] }] });
  return (
    <Part title={t('inhibit.title')} text={t('inhibit.text')} action={<Button size="compact-sm" onClick={add} leftSection={<Icon name="plus" size={13} />}>{t('inhibit.add')}</Button>}>
      {form.inhibit.map((rule, i) => <InhibitCard key={rule.key} rule={rule} index={i} wrong={wrong.has(rule.key)} set={part => change(i, part)} onRemove={() => setForm({ ...form, inhibit: form.inhibit.toSpliced(i, 1) })} />)}
    </Part>
  );
}

function Part({ title, text, action, children }: { title: string; text?: string; action?: ReactNode; children: ReactNode }) {
  return <section><header><h2>{title}</h2>{text && <span className="sub">{text}</span>}<span className="grow" />{action}</header>{children}</section>;
}
