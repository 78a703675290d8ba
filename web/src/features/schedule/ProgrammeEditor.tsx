import { Button, Checkbox, Group, SimpleGrid, Stack } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Loaded } from '../../components/Loading';
import { Page } from '../../components/Page';
import { ProblemNote } from '../../components/ProblemNote';
import { add_days, local_date } from '../../lib/time';
import { bulletin } from '../content/api';
import { useMe } from '../identity/useMe';
import { unit_sound } from '../speech/api';
import { ListenProgramme } from '../dry_run/ListenProgramme';
import { programme, replace, save } from './api';
import { draft_copied } from './copy';
import { blank_draft, body_of, draft_of, type ProgrammeDraft } from './draft';
import { How, What, When, Where } from './EditorParts';
import { PreviewPanel } from './PreviewPanel';
import { usePreview, useScheduleChanged } from './usePreview';

/** When, how often, where; with the next runs and every objection in view before saving. */
export function ProgrammeEditor() {
  const { bulletin: wanted, copy, date } = useSearch({ from: '/shell/schedule/new' });
  if (copy) return <CopiedProgramme key={copy} id={copy} date={date} />;
  return <NewProgramme wanted={wanted} />;
}

/** Another one like it, to be changed before it is saved. */
function CopiedProgramme({ id, date }: { id: string; date: string | undefined }) {
  const query = useProgramme(id);
  const tomorrow = add_days(local_date(Date.now()), 1);
  return (
    <Loaded query={query}>
      {(data) => <Form begun={draft_copied(data, date ?? tomorrow)} />}
    </Loaded>
  );
}

function NewProgramme({ wanted }: { wanted: string | undefined }) {
  const { unit } = useMe();
  const first = useQuery({
    queryKey: ['bulletin', wanted],
    queryFn: () => bulletin(wanted ?? ''),
    enabled: Boolean(wanted),
  });
  const sound = useQuery({
    queryKey: ['unit-sound', unit.area], queryFn: () => unit_sound(unit.area), retry: false,
  });
  if (sound.isPending || (wanted && first.isPending)) return null;
  const begun = blank_draft(unit.area, Date.now());
  const chime = sound.data?.in_force.chime;
  if (chime) begun.chime = chime;
  if (first.data) {
    const { id, body } = first.data;
    begun.title = body.title;
    begun.bulletins = [{ id, title: body.title, class: body.class }];
    begun.targets = body.targets;
  }
  return <Form begun={begun} />;
}

/** The same screen for a programme that is saved already. */
export function EditProgramme() {
  const { id } = useParams({ from: '/shell/schedule/$id' });
  return (
    <Loaded query={useProgramme(id)}>
      {(data) => <Form key={id} begun={draft_of(data)} />}
    </Loaded>
  );
}

/** Read anew each time it is opened, never under the hands of the one who edits. */
const useProgramme = (id: string) => useQuery({
  queryKey: ['programme', id], queryFn: () => programme(id),
  staleTime: Infinity, gcTime: 0, refetchOnWindowFocus: false,
});

const titles = {
  new: 'editor.title', edit: 'editor.edit_title', copy: 'editor.copy_title',
} as const;

function Form({ begun }: { begun: ProgrammeDraft }) {
  const { t } = useTranslation('schedule');
  const { unit } = useMe();
  const navigate = useNavigate();
  const changed = useScheduleChanged();
  const kind = begun.copied ? 'copy' : begun.before ? 'edit' : 'new';
  const [draft, set_draft] = useState(begun);
  const set = (change: Partial<ProgrammeDraft>) =>
    set_draft((before) => ({ ...before, ...change }));
  const [settled] = useDebouncedValue(draft, 350);
  const asked = body_of({ ...settled, accept_conflicts: false }, unit.area);
  const body = body_of(draft, unit.area);
  const shown = usePreview(asked);
  const saving = useMutation({
    mutationFn: () => (draft.before && !draft.copied ? replace(draft.before, body!) : save(body!)),
    onSuccess: async () => {
      await changed();
      await navigate({ to: '/schedule' });
    },
  });
  const seen = shown.data;
  const refused = seen !== undefined &&
    (!seen.can_be_saved || (!seen.clean && !draft.accept_conflicts));
  const send = (event: FormEvent) => {
    event.preventDefault();
    saving.mutate();
  };
  return (
    <Page title={t(titles[kind])} intro={t(kind === 'edit' ? 'editor.edit_intro' : 'editor.intro')}>
      <form onSubmit={send}>
        <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
          <Stack gap="lg">
            <What draft={draft} set={set} />
            <When draft={draft} set={set} />
            {!draft.relay && <How draft={draft} set={set} />}
            <Where draft={draft} set={set} />
          </Stack>
          <Stack gap="lg">
            <PreviewPanel query={shown} complete={asked !== undefined} />
            {seen?.can_be_saved && !seen.clean && (
              <Checkbox label={t('editor.accept')} checked={draft.accept_conflicts}
                onChange={(event) => set({ accept_conflicts: event.currentTarget.checked })} />
            )}
            <ProblemNote error={saving.error} />
            <Group justify="flex-end">
              {body && <ListenProgramme programme={body} />}
              <Button type="submit" size="md" loading={saving.isPending}
                disabled={body === undefined || refused}>
                {t('editor.save')}
              </Button>
            </Group>
          </Stack>
        </SimpleGrid>
      </form>
    </Page>
  );
}
