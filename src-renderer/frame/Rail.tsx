import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import { RailCount } from '../alerts/FiringCount.tsx';
import { useLinkTo } from '../host/range.ts';
import { Icon, Logo } from '../ui/icons.tsx';
import { type Screen, SCREENS, screenAt } from './screens.ts';

/** The way to every screen; the range goes along. */
export function Rail() {
  const { t } = useTranslation('frame');
  const [path] = useLocation();
  const linkTo = useLinkTo();
  const here = screenAt(path);
  const link = (screen: Screen) => (
    <Link key={screen.name} href={linkTo(screen.path)} aria-current={screen === here ? 'page' : undefined} title={`${t(`screen.${screen.name}`)}  g ${screen.key}`}>
      <Icon name={screen.icon} size={19} /><span className="rail-word">{t(`screen.${screen.name}`)}</span>{screen.name === 'alerts' && <RailCount />}
    </Link>
  );
  return (
    <nav className="rail" aria-label={t('screens')}>
      <div className="rail-logo"><Logo /></div>
      {SCREENS.filter(screen => !screen.foot).map(link)}
      <span className="grow" />
      {SCREENS.filter(screen => screen.foot).map(link)}
    </nav>
  );
}
