import { useCallback, useEffect, useRef, useState } from 'react';
import { send_sound } from './api';

export type MicrophoneState = 'off' | 'asking' | 'speaking' | 'refused' | 'missing';

/** Small enough that the voice is not late, large enough that the requests cost little. */
const piece_ms = 250;
const wanted_type = 'audio/webm;codecs=opus';

function why(error: unknown): MicrophoneState {
  const name = error instanceof DOMException ? error.name : '';
  return name === 'NotAllowedError' || name === 'SecurityError' ? 'refused' : 'missing';
}

/** Sends what the microphone hears into a session, piece after piece, in order. */
export function useMicrophone(session: string) {
  const [state, set_state] = useState<MicrophoneState>('off');
  const [problem, set_problem] = useState<unknown>();
  const recorder = useRef<MediaRecorder | undefined>(undefined);

  const stop = useCallback(() => {
    const running = recorder.current;
    recorder.current = undefined;
    if (running && running.state !== 'inactive') running.stop();
    for (const track of running?.stream.getTracks() ?? []) track.stop();
    set_state('off');
  }, []);
  useEffect(() => stop, [stop]);

  const start = useCallback(async () => {
    set_problem(undefined);
    set_state('asking');
    try {
      const stream = await navigator.mediaDevices.getUserMedia({
        audio: { channelCount: 1, echoCancellation: false, noiseSuppression: true },
      });
      const made = new MediaRecorder(stream, {
        mimeType: wanted_type, audioBitsPerSecond: 64_000,
      });
      let first = true;
      let before: Promise<unknown> = Promise.resolve();
      made.ondataavailable = ({ data }) => {
        if (data.size === 0 || recorder.current !== made) return;
        const begins = first;
        first = false;
        before = before.then(() => send_sound(session, data, begins)).catch((error: unknown) => {
          set_problem(error);
          stop();
        });
      };
      recorder.current = made;
      made.start(piece_ms);
      set_state('speaking');
    } catch (error) {
      set_state(why(error));
    }
  }, [session, stop]);

  return { state, problem, start, stop };
}
