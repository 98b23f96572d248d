import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../ui/icons.tsx';

/** Whether this browser may show notifications of the system; it asks only when somebody clicks. */
export function BrowserPermission() {
  const { t } = useTranslation('receivers');
  const [permission, setPermission] = useState(() => 'Notification' in window ? Notification.permission : 'denied');
  if (permission === 'default') return <Button onClick={() => void Notification.requestPermission().then(setPermission)} leftSection={<Icon name="bell" size={14} />}>{t('browser.ask')}</Button>;
  return <p className="sub">{t(permission === 'granted' ? 'browser.granted' : 'browser.denied')}</p>;
}
