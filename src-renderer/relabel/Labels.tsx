import type { Labels as LabelSet } from '../../src-main/shared/model/labels.ts';

/** Labels as PromQL writes them, by name; those that only relabelling sees are dim. */
export function Labels({ labels }: { labels: LabelSet }) {
  const names = Object.keys(labels).sort();
  return (
    <p className="relabel-labels mono">
      {names.map(name => <span key={name} className={name.startsWith('__') && name !== '__name__' ? 'dim' : ''}>{name}=<b>{JSON.stringify(labels[name])}</b></span>)}
    </p>
  );
}
