import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { ProbeState } from '../../src-main/shared/model/probe.ts';
import { useLanguage } from '../ui/language.ts';
import { probeColumns } from './columns.tsx';
import { useCourses } from './courses.ts';

/** The columns of a list of probes, with their courses over the page's range. now: unix ms, by the minute */
export function useProbeColumns(now: number, placeOf: (probe: ProbeState) => string) {
  const { t } = useTranslation('probes');
  const language = useLanguage();
  const courses = useCourses();
  return useMemo(() => probeColumns({ t, language, now, courses, placeOf }), [t, language, now, courses, placeOf]);
}
