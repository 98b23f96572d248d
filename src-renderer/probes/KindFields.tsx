import { Checkbox, SegmentedControl, Select, Textarea, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Field, ProbeForm } from './form.ts';

export interface KindProps {
  readonly form: ProbeForm;
  readonly set: (change: Partial<ProbeForm>) => void;
  /** the words of what is wrong with a field */
  readonly wrong: (field: Field) => string | undefined;
}

const METHODS = ['GET', 'HEAD', 'POST'] as const;
const TYPES = ['A', 'AAAA', 'CNAME', 'MX', 'NS', 'TXT', 'SOA', 'SRV', 'PTR'] as const;

/** What an answer has to be like. */
export function HttpFields({ form, set, wrong }: KindProps) {
  const { t } = useTranslation('probes');
  return (
    <fieldset>
      <legend>{t('group.answer')}</legend>
      <div className="form-pair">
        <div>
          <span className="mantine-InputWrapper-label" id="probe-method">{t('field.method')}</span>
          <SegmentedControl fullWidth aria-labelledby="probe-method" value={form.method} onChange={value => set({ method: METHODS.find(method => method === value) ?? 'GET' })} data={[...METHODS]} />
        </div>
        <TextInput label={t('field.statusCodes')} placeholder="200-299" value={form.statusCodes} error={wrong('statusCodes')} onChange={event => set({ statusCodes: event.currentTarget.value })} />
        <TextInput label={t('field.bodyMatches')} description={t('hint.pattern')} value={form.bodyMatches} error={wrong('bodyMatches')} spellCheck={false} onChange={event => set({ bodyMatches: event.currentTarget.value })} />
        <TextInput label={t('field.bodyMustNotMatch')} description={t('hint.pattern')} value={form.bodyMustNotMatch} error={wrong('bodyMustNotMatch')} spellCheck={false} onChange={event => set({ bodyMustNotMatch: event.currentTarget.value })} />
      </div>
      <Checkbox label={t('field.followRedirects')} checked={form.followRedirects} onChange={event => set({ followRedirects: event.currentTarget.checked })} />
    </fieldset>
  );
}

/** What the name server is asked. */
export function DnsFields({ form, set, wrong }: KindProps) {
  const { t } = useTranslation('probes');
  return (
    <>
      <TextInput label={t('field.dnsName')} placeholder="shop.example.org" value={form.dnsName} error={wrong('dnsName')} spellCheck={false} onChange={event => set({ dnsName: event.currentTarget.value })} />
      <div className="form-pair">
        <Select label={t('field.dnsType')} value={form.dnsType} allowDeselect={false} data={[...TYPES]} onChange={value => set({ dnsType: TYPES.find(type => type === value) ?? 'A' })} />
        <div>
          <span className="mantine-InputWrapper-label" id="probe-transport">{t('field.dnsTransport')}</span>
          <SegmentedControl fullWidth aria-labelledby="probe-transport" disabled={form.from !== ''} value={form.from === '' ? form.dnsTransport : 'tcp'} onChange={value => set({ dnsTransport: value === 'tcp' ? 'tcp' : 'udp' })} data={[{ value: 'udp', label: 'UDP' }, { value: 'tcp', label: 'TCP' }]} />
          {form.from !== '' && <p className="cap">{t('hint.transport')}</p>}
        </div>
      </div>
    </>
  );
}

/** Whether TLS is spoken and whom it trusts. */
export function TlsFields({ form, set, wrong }: KindProps) {
  const { t } = useTranslation('probes');
  const on = form.kind === 'http' || form.tls;
  return (
    <fieldset>
      <legend>TLS</legend>
      {form.kind === 'tcp' && <Checkbox label={t('field.tls')} checked={form.tls} onChange={event => set({ tls: event.currentTarget.checked })} />}
      {on && <>
        <TextInput label={t('field.serverName')} description={t('hint.serverName')} value={form.serverName} error={wrong('serverName')} spellCheck={false} onChange={event => set({ serverName: event.currentTarget.value })} />
        <Textarea label={t('field.ca')} description={t('hint.ca')} placeholder="-----BEGIN CERTIFICATE-----" autosize minRows={2} maxRows={6} className="mono-field" spellCheck={false} value={form.ca} error={wrong('ca')} onChange={event => set({ ca: event.currentTarget.value })} />
        <Checkbox label={t('field.insecure')} description={t('hint.insecure')} checked={form.insecureSkipVerify} onChange={event => set({ insecureSkipVerify: event.currentTarget.checked })} />
      </>}
    </fieldset>
  );
}
