import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { as_problem } from '../../api/problem';
import { Note } from '../../components/Note';
import { useAreaName } from '../area/useAreaName';
import { bulletin, type Origin } from './api';

interface OriginNoteProps {
  origin: Origin;
  /** Of the copy. */
  area: string;
}

/** Whose words these are; and a warning when their author no longer stands by them. */
export function OriginNote({ origin, area }: OriginNoteProps) {
  const { t } = useTranslation('content');
  const unit = useAreaName(origin.area);
  const original = useQuery({
    queryKey: ['bulletin', origin.bulletin], queryFn: () => bulletin(origin.bulletin),
  });
  const said = t(origin.area === area ? 'origin.own' : 'origin.above', { unit, ...origin });
  if (original.error && as_problem(original.error).status === 404) {
    return <Note tone="warn" title={said}>{t('origin.gone', { unit })}</Note>;
  }
  return (
    <Text size="sm" c="dimmed">
      {said}{' '}
      {original.data && (
        <Link to="/bulletins/$id" params={{ id: origin.bulletin }}>{t('origin.open')}</Link>
      )}
    </Text>
  );
}
