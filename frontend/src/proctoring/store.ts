/** What waits to be sent, kept in IndexedDB so that it survives a lost network, a reload and a closed tab. */
import { openDB, type DBSchema, type IDBPDatabase } from "idb";

import type { Incident, Snapshot } from "./protocol";

/** A snapshot as it is kept: bytes, because not every browser gets a Blob back out unharmed. */
interface KeptSnapshot extends Omit<Snapshot, "image"> {
  readonly person: string;
  readonly bytes: ArrayBuffer;
}

interface KeptIncident extends Incident {
  readonly person: string;
  readonly order?: number;
}

interface Schema extends DBSchema {
  snapshots: { key: [string, number]; value: KeptSnapshot };
  incidents: { key: number; value: KeptIncident; indexes: { person: string } };
  sequences: { key: string; value: number };
}

/** Above this the oldest is given up: hours without a network, and a device has other uses for its disk. */
const maxSnapshots = 2000;

export type NewSnapshot = Omit<Snapshot, "sequence">;

export interface ProctoringStore {
  /** Numbers it and keeps it, in one transaction: two tabs never use one number twice. */
  readonly addSnapshot: (snapshot: NewSnapshot) => Promise<void>;
  readonly oldestSnapshot: () => Promise<Snapshot | null>;
  readonly removeSnapshot: (sequence: number) => Promise<void>;
  readonly addIncident: (incident: Incident) => Promise<void>;
  /** In the order in which they happened, at most `count`. */
  readonly oldestIncidents: (count: number) => Promise<readonly Incident[]>;
  readonly removeIncidents: (clientIds: ReadonlySet<string>) => Promise<void>;
  readonly countSnapshots: () => Promise<number>;
  /** No number below this is used any more: another device may have got further. */
  readonly raiseSequence: (next: number) => Promise<void>;
  /** The number that the next snapshot gets; 0 before the first. */
  readonly nextSequence: () => Promise<number>;
}

/** `person` keeps people apart who use the same browser after each other. */
export async function openProctoringStore(person: string): Promise<ProctoringStore> {
  const database: IDBPDatabase<Schema> = await openDB<Schema>("talentsync-proctoring", 1, {
    upgrade: (upgraded) => {
      upgraded.createObjectStore("snapshots", { keyPath: ["person", "sequence"] });
      upgraded.createObjectStore("incidents", { keyPath: "order", autoIncrement: true }).createIndex("person", "person");
      upgraded.createObjectStore("sequences");
    },
  });
  const own = IDBKeyRange.bound([person, 0], [person, Number.MAX_SAFE_INTEGER]);

  return {
    addSnapshot: async ({ image, ...rest }) => {
      // Before the transaction, which would be over by the time that the bytes are there.
      const bytes = await image.arrayBuffer();
      const transaction = database.transaction(["snapshots", "sequences"], "readwrite");
      const snapshots = transaction.objectStore("snapshots");
      const sequences = transaction.objectStore("sequences");
      const sequence = (await sequences.get(person)) ?? 0;
      await snapshots.add({ ...rest, sequence, bytes, person });
      await sequences.put(sequence + 1, person);
      if ((await snapshots.count(own)) > maxSnapshots) {
        const oldest = await snapshots.openCursor(own);
        await oldest?.delete();
      }
      await transaction.done;
    },
    oldestSnapshot: async () => {
      const [kept] = await database.getAll("snapshots", own, 1);
      if (kept === undefined) return null;
      const { bytes, clientId, sequence, capturedAt, reason } = kept;
      return { clientId, sequence, capturedAt, reason, image: new Blob([bytes], { type: "image/jpeg" }) };
    },
    removeSnapshot: (sequence) => database.delete("snapshots", [person, sequence]),
    addIncident: async (incident) => {
      await database.add("incidents", { ...incident, person });
    },
    oldestIncidents: async (count) => {
      const kept = await database.getAllFromIndex("incidents", "person", person, count);
      return kept.map(({ clientId, kind, occurredAt, details }) => ({
        clientId,
        kind,
        occurredAt,
        ...(details === undefined ? {} : { details }),
      }));
    },
    removeIncidents: async (clientIds) => {
      const transaction = database.transaction("incidents", "readwrite");
      let cursor = await transaction.store.index("person").openCursor(person);
      while (cursor !== null) {
        if (clientIds.has(cursor.value.clientId)) await cursor.delete();
        cursor = await cursor.continue();
      }
      await transaction.done;
    },
    countSnapshots: () => database.count("snapshots", own),
    raiseSequence: async (next) => {
      const transaction = database.transaction("sequences", "readwrite");
      const current = (await transaction.store.get(person)) ?? 0;
      if (next > current) await transaction.store.put(next, person);
      await transaction.done;
    },
    nextSequence: async () => (await database.get("sequences", person)) ?? 0,
  };
}
