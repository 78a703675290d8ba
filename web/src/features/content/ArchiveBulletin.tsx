import { Button } from '@mantine/core';
import { IconArchive, IconArchiveOff } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { as_problem } from '../../api/problem';
import { offer_undo, say } from '../../components/notice';
import { may } from '../../lib/abilities';
import { in_language } from '../../lib/words';
import { archive, type Bulletin, unarchive } from './api';

/** Puts away what is over, and takes it out again. */
export function ArchiveBulletin({ bulletin }: { bulletin: Bulletin }) {
  const { t, i18n } = useTranslation('content');
  const client = useQueryClient();
  const settle = async (decided: Bulletin) => {
    client.setQueryData(['bulletin', decided.id], decided);
    await client.invalidateQueries({ queryKey: ['bulletins'] });
  };
  const take_back = async () => settle(await unarchive(bulletin.id));
  const moving = useMutation({
    mutationFn: async (put: boolean) => {
      await settle(await (put ? archive : unarchive)(bulletin.id));
      return put;
    },
    onSuccess: (put) => {
      if (put) offer_undo(t('archive.done'), take_back, bulletin.id);
      else say(t('archive.taken'));
    },
    onError: (error) => say(in_language(as_problem(error), i18n.language), 'warn'),
  });
  const put = may(bulletin, 'archive');
  if (!put && !may(bulletin, 'unarchive')) return null;
  const Icon = put ? IconArchive : IconArchiveOff;
  return (
    <Button variant="subtle" leftSection={<Icon size={18} aria-hidden />}
      loading={moving.isPending} onClick={() => moving.mutate(put)}>
      {t(put ? 'archive.put' : 'archive.take')}
    </Button>
  );
}
