import { ActionIcon, Drawer, Tooltip } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useTranslation } from 'react-i18next';
import type { FileListState } from '../../src-main/shared/model/filelist.ts';
import { toAppError, useAction, useCall } from '../host/hooks.ts';
import { Allowed } from '../ui/Allowed.tsx';
import { exactText } from '../ui/clock.ts';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { Icon } from '../ui/icons.tsx';
import { StateMark } from '../ui/StateMark.tsx';
import { useUndo } from '../ui/undo.tsx';
import './prometheus.css';

const KEY = ['prometheus.files'];
const SHOWN_PROBLEMS = 5;

/** The files of targets that are followed, asked again with every refresh. */
export const useFileLists = () => useCall(KEY, (host, signal) => host.targets.fileLists({}, signal), { refresh: true });

/** Beside the list of targets: which files name some of them, and what is wrong with those. */
export function FileLists({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('prometheus');
  const { data, error } = useFileLists();
  return (
    <Drawer opened onClose={onClose} position="right" size={480} withOverlay={false} closeOnClickOutside={false} trapFocus={false} className="beside-list" title={t('files.title')} closeButtonProps={{ 'aria-label': t('files.close') }}>
      <p className="sub">{t('files.about')}</p>
      {error && <ErrorNote error={error} />}
      <ul className="file-lists">{(data ?? []).map(list => <List key={list.id} list={list} />)}</ul>
    </Drawer>
  );
}

function List({ list: { id, config, targets, lastRead, problems } }: { list: FileListState }) {
  const { t } = useTranslation('prometheus');
  const offerUndo = useUndo();
  const remove = useAction(host => host.targets.removeFileList({ id }), [KEY]);
  const restore = useAction(host => host.targets.restoreFileList({ id }), [KEY]);
  const stop = () => {
    remove.run(undefined).then(() => offerUndo(t('files.removed', { job: config.template.job }), () => restore.run(undefined)),
      (error: unknown) => notifications.show({ title: t('files.failed'), message: toAppError(error).message, color: 'red', autoClose: false }));
  };
  return (
    <li>
      <div className="row">
        <StateMark state={problems.length > 0 ? 'warn' : 'ok'} /><b className="strong">{config.template.job}</b>
        <span className="sub grow">{t('files.targets', { count: targets })}, {lastRead === null ? t('files.never') : `${t('files.read')} ${exactText(lastRead)}`}</span>
        <Allowed needs="target:write">{may => <Tooltip label={t('files.remove')}><ActionIcon variant="subtle" disabled={!may} aria-label={`${t('files.remove')} ${config.template.job}`} onClick={stop}><Icon name="trash" size={14} /></ActionIcon></Tooltip>}</Allowed>
      </div>
      {config.files.map(file => <p key={file} className="mono">{file}</p>)}
      {problems.slice(0, SHOWN_PROBLEMS).map(problem => <p key={problem} className="c-warn">{problem}</p>)}
      {problems.length > SHOWN_PROBLEMS && <p className="cap">{t('files.more', { count: problems.length - SHOWN_PROBLEMS })}</p>}
    </li>
  );
}
