import { Button } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Backup } from '../../src-main/shared/contract/store.ts';
import { useAction } from '../host/hooks.ts';
import { Allowed } from '../ui/Allowed.tsx';
import { exactText, whenText } from '../ui/clock.ts';
import type { DataColumn } from '../ui/columns.ts';
import { CopyField } from '../ui/CopyField.tsx';
import { DataTable } from '../ui/DataTable.tsx';
import { Destroy } from '../ui/Destroy.tsx';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { formatBytes } from '../ui/format.ts';
import { useLanguage } from '../ui/language.ts';
import { Panel } from '../ui/Panel.tsx';
import { restoreCommand } from './backup.ts';
import { BackupForm } from './BackupForm.tsx';
import { useBackups } from './useBackups.ts';

const folderOf = (backup: Backup): string => backup.folder;

/** Copies of the whole workspace: making one, those there are, and how one is brought back. */
export function Backups() {
  const { t } = useTranslation('settings');
  const backups = useBackups();
  const remove = useAction((host, name: string) => host.store.removeSnapshot({ name }), [['store.backups']]);
  const [chosen, setChosen] = useState<string | null>(null);
  const [going, setGoing] = useState<Backup | null>(null);
  const columns = useBackupColumns();
  const kept = backups.state?.kept ?? [];
  const shown = kept.find(({ folder }) => folder === chosen) ?? kept[0];
  return (
    <Panel title={t('backup.title')} note={t('backup.note')}>
      <div className="panel-body settings-works">
        <BackupForm backups={backups} />
        {backups.error && <ErrorNote error={backups.error} />}
        {remove.error && <ErrorNote error={remove.error} what={t('backup.deleteFailed')} />}
        {kept.length > 0 && (
          <DataTable id="backups" name={t('backup.title')} short rows={kept} columns={columns} rowId={folderOf} onOpen={backup => setChosen(backup.folder)} selectedId={shown?.folder}
            actions={backup => backup.own && <Allowed needs="store:admin">{may => <Button size="compact-xs" data-danger disabled={!may} onClick={() => setGoing(backup)}>{t('backup.delete')}</Button>}</Allowed>} actionsWidth={90} />
        )}
        {shown && <div className="settings-restore"><p className="sub">{t(shown.vault === 'none' ? 'backup.restore' : 'backup.restoreVault', { time: exactText(shown.madeAt) })}</p><CopyField text={restoreCommand(shown.folder)} /></div>}
      </div>
      <Destroy opened={going !== null} onClose={() => setGoing(null)} name={going?.name ?? ''} title={t('backup.deleteTitle')} verb={t('backup.delete')}
        plan={[t('backup.planFolder', { folder: going?.folder ?? '', bytes: formatBytes(going?.bytes) }), t('backup.planGone')]} onConfirmed={() => { if (going) remove.run(going.name).catch(() => undefined); }} />
    </Panel>
  );
}

function useBackupColumns(): readonly DataColumn<Backup>[] {
  const { t } = useTranslation('settings');
  const language = useLanguage();
  return useMemo(() => [
    { id: 'made', head: t('backup.made'), value: backup => backup.madeAt, fixed: true, width: '170px', csv: backup => new Date(backup.madeAt).toISOString(), cell: backup => <span title={exactText(backup.madeAt)}>{whenText(backup.madeAt, Date.now(), language)}</span> },
    { id: 'size', head: t('backup.size'), value: backup => backup.bytes, width: '110px', right: true, cell: backup => formatBytes(backup.bytes) },
    { id: 'secrets', head: t('backup.secrets'), value: backup => t(`backup.vault.${backup.vault}`), width: 'minmax(120px, 1fr)' },
    { id: 'folder', head: t('backup.folder'), value: folderOf, width: 'minmax(200px, 3fr)', cell: backup => <span className="mono sub" title={backup.folder}>{backup.folder}</span> },
  ], [t, language]);
}
