import { Button, Group, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Confirm } from './Confirm';
import { ProblemNote } from './ProblemNote';

interface NamedListProps<Item> {
  items: Item[];
  /** What is told of each below its name. */
  about: (item: Item) => ReactNode;
  may_edit: (item: Item) => boolean;
  may_remove: (item: Item) => boolean;
  on_edit: (item: Item) => void;
  /** Asks once more with this question, then removes. */
  remove_title: (item: Item) => string;
  remove: (item: Item) => Promise<unknown>;
}

/** Things with a name that a unit keeps; each can be changed or removed by those who may. */
export function NamedList<Item extends { id: string; name: string }>(
  props: NamedListProps<Item>,
) {
  const { t } = useTranslation('shell');
  const [leaving, set_leaving] = useState<Item>();
  const removing = useMutation({
    mutationFn: props.remove, onSuccess: () => set_leaving(undefined),
  });
  if (props.items.length === 0) return null;
  const ask = (item: Item) => {
    removing.reset();
    set_leaving(item);
  };
  return (
    <div className="list">
      {props.items.map((item) => (
        <div key={item.id} className="row-link">
          <Group justify="space-between" gap="xs" align="flex-start">
            <div style={{ flex: '1 1 16rem', minWidth: 0 }}>
              <Text fw={600}>{item.name}</Text>
              {props.about(item)}
            </div>
            <Group gap={6}>
              {props.may_edit(item) && (
                <Button size="xs" variant="default" onClick={() => props.on_edit(item)}
                  aria-label={t('edit_one', { name: item.name })}>
                  {t('edit')}
                </Button>
              )}
              {props.may_remove(item) && (
                <Button size="xs" variant="subtle" onClick={() => ask(item)}
                  aria-label={t('remove_one', { name: item.name })}>
                  {t('remove')}
                </Button>
              )}
            </Group>
          </Group>
        </div>
      ))}
      {leaving && (
        <Confirm opened title={props.remove_title(leaving)} action={t('remove')}
          busy={removing.isPending} on_close={() => set_leaving(undefined)}
          on_confirm={() => removing.mutate(leaving)}>
          <ProblemNote error={removing.error} />
        </Confirm>
      )}
    </div>
  );
}
