import { CloseButton, TextInput } from '@mantine/core';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Metadata } from '../../src-main/shared/model/sample.ts';
import { useCall } from '../host/hooks.ts';
import { matches } from '../ui/columns.ts';
import { Icon } from '../ui/icons.tsx';

const ITEM_PX = 42;

interface MetricBrowserProps {
  readonly onPick: (metric: Metadata) => void;
  /** where it can be closed */
  readonly onClose?: () => void;
}

/** Every metric there is, with what it is; a click asks for it. */
export function MetricBrowser({ onPick, onClose }: MetricBrowserProps) {
  const { t } = useTranslation('explore');
  const [filter, setFilter] = useState('');
  const { data, loading } = useCall(['metric-browser'], async (host, signal) => {
    const [names, metadata] = await Promise.all([host.metrics.labelValues({ name: '__name__', matchers: [] }, signal), host.metrics.metadata({}, signal)]);
    return describe(names, metadata);
  });
  const found = useMemo(() => (data ?? []).filter(metric => matches(`${metric.name} ${metric.help}`, filter)), [data, filter]);
  const scroll = useRef<HTMLDivElement>(null);
  const items = useVirtualizer({ count: found.length, getScrollElement: () => scroll.current, estimateSize: () => ITEM_PX, overscan: 8 });
  return (
    <div className="metric-browser">
      <header><h2>{t('browser')}</h2><span className="cap grow">{data && t('browserCount', { count: found.length })}</span>{onClose && <CloseButton size="sm" aria-label={t('close')} onClick={onClose} />}</header>
      <TextInput value={filter} onChange={event => setFilter(event.currentTarget.value)} placeholder={t('filter')} aria-label={t('filter')} leftSection={<Icon name="search" size={14} />} data-autofocus />
      <div ref={scroll} className="metric-list">
        {!loading && found.length === 0 && <p className="dim">{filter === '' ? t('browserEmpty') : t('browserNone', { filter })}</p>}
        <ul style={{ height: items.getTotalSize() }}>
          {items.getVirtualItems().map(({ index, start }) => {
            const metric = found[index]!;
            return (
              <li key={metric.name} style={{ transform: `translateY(${start}px)` }}>
                <button type="button" title={metric.help} aria-label={t('insert', { name: metric.name })} onClick={() => onPick(metric)}>
                  <span className="metric-name"><code className="cut">{metric.name}</code><span className="dim">{metric.type === 'unknown' ? '' : metric.type}</span></span>
                  <span className="dim cut">{metric.help}</span>
                </button>
              </li>
            );
          })}
        </ul>
      </div>
    </div>
  );
}

const SUFFIX = /_(?:count|sum|bucket|total)$/;

/** Names with what is known of them; a histogram's parts go by what is known of the whole. */
export function describe(names: readonly string[], metadata: readonly Metadata[]): Metadata[] {
  const known = new Map(metadata.map(entry => [entry.name, entry]));
  return names.map(name => ({ type: 'unknown', help: '', unit: '', ...(known.get(name) ?? known.get(name.replace(SUFFIX, ''))), name }));
}
