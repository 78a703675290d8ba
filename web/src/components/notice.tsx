import { Button, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import i18next from 'i18next';
import { as_problem } from '../api/problem';
import { in_language } from '../lib/words';

/** Long enough to read it and reach for it, also with a keyboard. */
const shown_ms = 12_000;

const close_label = () => ({ 'aria-label': i18next.t('shell:close') });

/** Says in passing what was done, or with `warn` what could not be. */
export function say(message: string, tone: 'plain' | 'warn' = 'plain') {
  notifications.show({
    message, closeButtonProps: close_label(),
    ...(tone === 'warn' ? { color: 'var(--warn-ink)' } : {}),
  });
}

/**
 * Says what was done and offers the way back. `take_back` goes through the API like everything
 * else: what nobody may undo any more is told in the server's words. A second offer `about` the
 * same takes the place of the first.
 */
export function offer_undo(message: string, take_back: () => Promise<unknown>, about?: string) {
  const id = `undo-${about ?? Date.now()}`;
  notifications.hide(id);
  const undo = async () => {
    notifications.hide(id);
    try {
      await take_back();
      say(i18next.t('shell:undo.done'));
    } catch (error) {
      say(in_language(as_problem(error), i18next.language), 'warn');
    }
  };
  notifications.show({
    id,
    autoClose: shown_ms,
    closeButtonProps: close_label(),
    message: (
      <Group justify="space-between" gap="sm" wrap="nowrap">
        <Text size="sm">{message}</Text>
        <Button size="xs" variant="default" onClick={() => void undo()}>
          {i18next.t('shell:undo.action')}
        </Button>
      </Group>
    ),
  });
}
