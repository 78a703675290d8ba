import { ActionIcon, Button } from '@mantine/core';
import { IconCopy } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { as_problem } from '../../api/problem';
import { say } from '../../components/notice';
import { in_language } from '../../lib/words';
import { useMe } from '../identity/useMe';
import { copy } from './api';
import { copy_place } from './copy_place';

interface CopyBulletinProps {
  id: string;
  title: string;
  area: string;
  /** A word on its page, a sign in a list; from above it is what the page is for. */
  look: 'page' | 'row' | 'take' | 'take-row';
}

/** One press, and the officer stands before a draft of the own unit. */
export function CopyBulletin({ id, title, area, look }: CopyBulletinProps) {
  const { t, i18n } = useTranslation('content');
  const client = useQueryClient();
  const navigate = useNavigate();
  const place = copy_place(useMe(), area);
  const copying = useMutation({
    mutationFn: () => copy(id, place ?? area),
    onSuccess: async (made) => {
      client.setQueryData(['bulletin', made.id], made);
      await client.invalidateQueries({ queryKey: ['bulletins'] });
      say(t('copy.made'));
      await navigate({ to: '/bulletins/$id', params: { id: made.id } });
    },
    onError: (error) => say(in_language(as_problem(error), i18n.language), 'warn'),
  });
  if (place === undefined) return null;
  const common = { loading: copying.isPending, onClick: () => copying.mutate() };
  switch (look) {
    case 'row':
      return (
        <ActionIcon variant="subtle" size="lg" aria-label={t('copy.of', { title })}
          title={t('copy.action')} {...common}>
          <IconCopy size={18} aria-hidden />
        </ActionIcon>
      );
    case 'take-row':
      return (
        <Button size="xs" variant="default" aria-label={t('copy.take_of', { title })} {...common}>
          {t('copy.take')}
        </Button>
      );
    default:
      return (
        <Button variant={look === 'take' ? 'filled' : 'subtle'}
          leftSection={<IconCopy size={18} aria-hidden />} {...common}>
          {t(look === 'take' ? 'copy.take' : 'copy.action')}
        </Button>
      );
  }
}
