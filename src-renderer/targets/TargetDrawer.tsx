import { Drawer } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { TargetState } from '../../src-main/shared/model/target.ts';
import { formOf, NEW_TARGET } from './form.ts';
import { instanceOf } from './health.ts';
import { TargetFacts } from './TargetFacts.tsx';
import { TargetForm } from './TargetForm.tsx';

/** A target beside the list: its form, or its facts where it is not the user's to change. The list stays in use. */
export function TargetDrawer({ target, adding, onClose }: { target: TargetState | undefined; adding: boolean; onClose: () => void }) {
  const { t } = useTranslation('targets');
  return (
    <Drawer opened={adding || target !== undefined} onClose={onClose} position="right" size={480} withOverlay={false} closeOnClickOutside={false} trapFocus={false} className="beside-list"
      title={target ? instanceOf(target) : t('addTitle')} closeButtonProps={{ 'aria-label': t('close') }}>
      {adding && <TargetForm key="new" first={NEW_TARGET} onDone={onClose} />}
      {target?.kind === 'scrape' && <TargetForm key={target.id} target={target} first={formOf(target.config)} onDone={onClose} />}
      {target && target.kind !== 'scrape' && <TargetFacts target={target} />}
    </Drawer>
  );
}
