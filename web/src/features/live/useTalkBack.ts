import { useMutation, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import {
  follow_levels, hear, keep_talk_back, type Level, open_talk_back, stop_talk_back, type TalkBack,
  talk_back_address,
} from './api';
import { FrameReader } from './frames';
import { can_play, PacketPlayer } from './packet_player';

/** The server waits four times as long. */
const keep_alive_ms = 5_000;

/** Listening at one cluster, from the button to its end; a page that is left has done. */
export function useTalkBack(device: string) {
  const [open, set_open] = useState<TalkBack>();
  const [level, set_level] = useState<Level>();
  const [problem, set_problem] = useState<unknown>();
  const id = open?.id;
  const opening = useMutation({
    mutationFn: () => open_talk_back(device),
    onMutate: () => {
      set_problem(undefined);
      set_level(undefined);
    },
    onSuccess: set_open,
  });
  const kept = useQuery({
    queryKey: ['talk_back', id], queryFn: () => keep_talk_back(id ?? ''),
    enabled: id !== undefined, refetchInterval: keep_alive_ms,
    refetchIntervalInBackground: true,
  });
  const over = kept.data?.ended_at !== undefined || kept.isError;

  useEffect(() => {
    if (id === undefined || over) return undefined;
    const leaving = new AbortController();
    const unfollow = follow_levels(talk_back_address(id), set_level);
    const player = can_play() ? new PacketPlayer(set_problem) : undefined;
    const reader = new FrameReader();
    if (player) {
      hear(id, leaving.signal, (piece) => {
        for (const packet of reader.take(piece)) player.take(packet);
      }).catch((error: unknown) => {
        if (!leaving.signal.aborted) set_problem(error);
      });
    }
    return () => {
      leaving.abort();
      unfollow();
      player?.stop();
    };
  }, [id, over]);
  useEffect(() => {
    if (id === undefined) return undefined;
    return () => void stop_talk_back(id).catch(() => undefined); // it has ended by itself
  }, [id]);

  return {
    open, over, problem: problem ?? opening.error, opening: opening.isPending,
    state: kept.data ?? open, level: level ?? kept.data,
    start: () => opening.mutate(), stop: () => set_open(undefined),
  };
}
