import { Button, Card, Group, Table, Text, TextInput } from '@mantine/core';
import { IconBook2 } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../../components/EmptyState';
import { Loaded } from '../../components/Loading';
import { Page } from '../../components/Page';
import { ProblemNote } from '../../components/ProblemNote';
import { offer_undo } from '../../components/notice';
import { may, may_at } from '../../lib/abilities';
import { usePlace } from '../area/usePlace';
import { useMe } from '../identity/useMe';
import { type DictionaryWord, teach, teach_again, unteach, words } from './api';

export function DictionaryPage() {
  const { t } = useTranslation('speech');
  const me = useMe();
  const place = usePlace(useSearch({ from: '/shell/dictionary' }).area);
  const area = place?.area ?? me.unit.area;
  const list = useQuery({
    queryKey: ['words', area], queryFn: () => words(area), enabled: place !== undefined,
  });
  return (
    <Page title={t('dictionary.title')} width={820}
      intro={place?.own === false ? place.name : t('dictionary.intro')}>
      {may_at(me, area, 'write_dictionary') && <NewEntry area={area} />}
      <Loaded query={list}>
        {({ items }) => items.length === 0
          ? (
            <EmptyState icon={<IconBook2 size={28} />} title={t('dictionary.empty')}>
              {t('dictionary.empty_hint')}
            </EmptyState>
          )
          : <Entries items={items} />}
      </Loaded>
    </Page>
  );
}

function NewEntry({ area }: { area: string }) {
  const { t } = useTranslation('speech');
  const client = useQueryClient();
  const [written, set_written] = useState('');
  const [spoken, set_spoken] = useState('');
  const teaching = useMutation({
    mutationFn: () => teach(area, written.trim(), spoken.trim()),
    onSuccess: async () => {
      set_written('');
      set_spoken('');
      await client.invalidateQueries({ queryKey: ['words'] });
    },
  });
  const send = (event: FormEvent) => {
    event.preventDefault();
    teaching.mutate();
  };
  return (
    <Card>
      <form onSubmit={send}>
        <Group align="flex-end" gap="sm">
          <TextInput label={t('reading.written')} required flex="1 1 10rem" value={written}
            placeholder="TTDVTH" onChange={(event) => set_written(event.currentTarget.value)} />
          <TextInput label={t('reading.spoken')} required flex="2 1 14rem" value={spoken}
            placeholder="Trung tâm Dịch vụ tổng hợp"
            onChange={(event) => set_spoken(event.currentTarget.value)} />
          <Button type="submit" loading={teaching.isPending}>{t('dictionary.add')}</Button>
        </Group>
        <ProblemNote error={teaching.error} />
      </form>
    </Card>
  );
}

function Entries({ items }: { items: DictionaryWord[] }) {
  const { t } = useTranslation('speech');
  const client = useQueryClient();
  const again = () => client.invalidateQueries({ queryKey: ['words'] });
  const removing = useMutation({
    mutationFn: (one: DictionaryWord) => unteach(one.id),
    onSuccess: async (_, one) => {
      await again();
      offer_undo(t('dictionary.removed', { word: one.written }), async () => {
        await teach_again(one);
        await again();
      });
    },
  });
  return (
    <Card p={0}>
      <ProblemNote error={removing.error} />
      <Table verticalSpacing="sm" horizontalSpacing="md">
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{t('reading.written')}</Table.Th>
            <Table.Th scope="col">{t('reading.spoken')}</Table.Th>
            <Table.Td />
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {items.map((one) => (
            <Table.Tr key={one.id}>
              <Table.Td><Text fw={500}>{one.written}</Text></Table.Td>
              <Table.Td>{one.spoken}</Table.Td>
              <Table.Td ta="right">
                {may(one, 'remove') && (
                  <Button size="xs" variant="default"
                    aria-label={t('dictionary.remove_word', { word: one.written })}
                    onClick={() => removing.mutate(one)}>
                    {t('dictionary.remove')}
                  </Button>
                )}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Card>
  );
}
