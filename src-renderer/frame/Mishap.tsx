import { Button } from '@mantine/core';
import { Component, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../ui/Empty.tsx';
import { Icon } from '../ui/icons.tsx';

/** Keeps the frame standing when a screen fails: its file is of a version that is no longer there, or it has a fault. Another screen starts anew. */
export class Mishap extends Component<{ readonly children: ReactNode }, { readonly error: unknown }> {
  override state = { error: null as unknown };
  static getDerivedStateFromError(error: unknown) { return { error: error ?? new Error() }; }
  override render() { return this.state.error === null ? this.props.children : <Failed error={this.state.error} />; }
}

function Failed({ error }: { error: unknown }) {
  const { t } = useTranslation('frame');
  return (
    <div className="page-body"><section className="panel" role="alert">
      <EmptyState title={t('mishap.title')} action={<Button variant="filled" leftSection={<Icon name="refresh" size={14} />} onClick={() => location.reload()}>{t('mishap.reload')}</Button>}>
        <p>{t('mishap.text')}</p>
        <p className="mono">{error instanceof Error ? error.message : String(error)}</p>
      </EmptyState>
    </section></div>
  );
}
