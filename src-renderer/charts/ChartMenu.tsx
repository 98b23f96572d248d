import { ActionIcon, Menu } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { exploreLink } from '../explore/address.ts';
import { useLinkTo } from '../host/range.ts';
import { Icon } from '../ui/icons.tsx';

interface ChartMenuProps {
  readonly asTable: boolean;
  readonly onTable: (asTable: boolean) => void;
  readonly promql: readonly string[];
  readonly onPng: () => void;
  readonly onCsv: () => void;
}

/** What can be done with one chart. */
export function ChartMenu({ asTable, onTable, promql, onPng, onCsv }: ChartMenuProps) {
  const { t } = useTranslation('charts');
  const [, navigate] = useLocation();
  const linkTo = useLinkTo();
  const copy = async () => {
    await navigator.clipboard.writeText(promql.join('\n'));
    notifications.show({ message: t('copied') });
  };
  return (
    <Menu position="bottom-end" width={190}>
      <Menu.Target><ActionIcon variant="subtle" size={24} aria-label={t('menu')} title={t('menu')}><Icon name="more" size={14} /></ActionIcon></Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<Icon name={asTable ? 'chart' : 'table'} size={14} />} onClick={() => onTable(!asTable)}>{asTable ? t('chart') : t('table')}</Menu.Item>
        {promql.length > 0 && <>
          <Menu.Item leftSection={<Icon name="copy" size={14} />} onClick={copy}>{t('copyPromql')}</Menu.Item>
          <Menu.Item leftSection={<Icon name="explore" size={14} />} onClick={() => navigate(exploreLink(linkTo('/explore'), promql))}>{t('openExplore')}</Menu.Item>
        </>}
        <Menu.Divider />
        <Menu.Item leftSection={<Icon name="file" size={14} />} disabled={asTable} onClick={onPng}>{t('png')}</Menu.Item>
        <Menu.Item leftSection={<Icon name="download" size={14} />} onClick={onCsv}>{t('csv')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
