import { Menu, Popover, Stack, Text } from '@mantine/core';
import { useWindowEvent } from '@mantine/hooks';
import { IconCopy, IconEar, IconExternalLink, IconPencil } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { type ComponentPropsWithoutRef, forwardRef } from 'react';
import { useTranslation } from 'react-i18next';
import { LinkButton } from '../../components/LinkButton';
import { may_at } from '../../lib/abilities';
import { in_language } from '../../lib/words';
import { useMe } from '../identity/useMe';
import type { Pressed } from './CalendarSlot';

type AnchorProps = { pressed: Pressed } & ComponentPropsWithoutRef<'button'>;
interface PressProps {
  pressed: Pressed;
  on_close: () => void;
}

/** What opens stands at the place that was pressed; the thing itself stays a link. */
const Anchor = forwardRef<HTMLButtonElement, AnchorProps>(
  ({ pressed: { slot, left, top }, ...props }, ref) => (
    <button {...props} ref={ref} type="button" tabIndex={-1} aria-label={slot.title}
      className="press-anchor" style={{ left, top }} />
  ));

/** What can be done with a run of the calendar; by the right button, Shift+F10 or a long press. */
export function SlotMenu({ pressed, on_close, on_copy }: PressProps & {
  on_copy: (programme: string, date: string) => void;
}) {
  const { t } = useTranslation('schedule');
  const navigate = useNavigate();
  const actor = useMe();
  const { slot, date } = pressed;
  const { programme, id, state } = slot;
  const may_plan = may_at(actor, slot.area, 'write_schedule');
  return (
    <Menu opened onClose={on_close} position="bottom-start" returnFocus>
      <Menu.Target><Anchor pressed={pressed} /></Menu.Target>
      <Menu.Dropdown aria-label={slot.title}>
        {state !== 'reckoned' && (
          <Menu.Item leftSection={<IconExternalLink size={16} />}
            onClick={() => void navigate({ to: '/runs/$id', params: { id } })}>
            {t('calendar.open')}
          </Menu.Item>
        )}
        <Menu.Item leftSection={<IconEar size={16} />}
          onClick={() => void navigate({ to: '/schedule/heard', search: { date } })}>
          {t('calendar.hear_day')}
        </Menu.Item>
        {programme && may_plan && (
          <>
            <Menu.Item leftSection={<IconCopy size={16} />}
              onClick={() => on_copy(programme, date)}>
              {t('copy.to_day')}
            </Menu.Item>
            <Menu.Item leftSection={<IconPencil size={16} />}
              onClick={() => void navigate({ to: '/schedule/$id', params: { id: programme } })}>
              {t('editor.edit_title')}
            </Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}

/** Why a run is not where it was meant to be, in the server's words. */
export function SlotWhy({ pressed, on_close }: PressProps) {
  const { t, i18n } = useTranslation('schedule');
  const { slot, date } = pressed;
  // From wherever the focus has gone meanwhile.
  useWindowEvent('keydown', ({ key }) => key === 'Escape' && on_close());
  if (!slot.why) return null;
  return (
    <Popover opened onChange={(opened) => !opened && on_close()} onClose={on_close} trapFocus
      returnFocus position="bottom-start" width={300} withArrow={false} shadow="md">
      <Popover.Target><Anchor pressed={pressed} /></Popover.Target>
      <Popover.Dropdown aria-label={slot.title}>
        <Stack gap="xs">
          <Text fw={600}>{slot.title}</Text>
          <Text size="sm">{in_language(slot.why, i18n.language)}</Text>
          <LinkButton size="xs" variant="default" to="/schedule/heard" search={{ date }}>
            {t('calendar.hear_day')}
          </LinkButton>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
