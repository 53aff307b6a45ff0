// What the room reads and writes in the database: our schema, by prepared statements.

import { createHash } from "node:crypto";
import { DatabaseSync } from "node:sqlite";

const nowText = () => new Date().toISOString().replace("T", " ").slice(0, -1);
const sha256 = (text) => createHash("sha256").update(text).digest("hex");
const hex = (uuid) => uuid.replaceAll("-", "");

function refusalOf(invitation) {
  if (invitation === undefined) return "invitation_invalid";
  if (invitation.revoked_at !== null) return "invitation_revoked";
  return invitation.expires_at <= nowText() ? "invitation_expired" : null;
}

function refusalOfRoom({ state, mode }) {
  if (mode !== "live") return "not_a_live_stage";
  if (state === "cancelled") return "interview_cancelled";
  if (state === "completed") return "interview_over";
  return state === "scheduled" ? "waiting_for_interviewer" : null;
}

export function openRecords(path) {
  const database = new DatabaseSync(path, { timeout: 20_000 });
  database.exec("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;");
  const [begin, commit, rollback] = ["BEGIN IMMEDIATE", "COMMIT", "ROLLBACK"].map((sql) => database.prepare(sql));
  const invitationByKey = database.prepare(
    "SELECT id, interview_id, role, name, expires_at, revoked_at FROM interviews_invitation WHERE key = ?",
  );
  const room = database.prepare(
    `SELECT interview.state, stage.mode, stage.tools_config FROM interviews_interview interview
     JOIN interviews_stagetypeconfig stage ON stage.id = interview.stage_id WHERE interview.id = ?`,
  );
  const nextSequence = database.prepare(
    `UPDATE interviews_interview SET last_event_sequence = last_event_sequence + 1 WHERE id = ?
     RETURNING last_event_sequence AS sequence`,
  );
  const insertEvent = database.prepare(
    `INSERT INTO interviews_timelineevent (interview_id, sequence, created_at, kind, payload, actor_invitation_id, digest)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
  );
  const digestOf = database.prepare(
    "SELECT digest FROM interviews_timelineevent WHERE interview_id = ? AND sequence = ?",
  );
  const lastQuestion = database.prepare(
    `SELECT payload FROM interviews_timelineevent WHERE interview_id = ? AND kind = 'question_pushed'
     ORDER BY sequence DESC LIMIT 1`,
  );

  function inTransaction(work) {
    begin.run();
    try {
      const result = work();
      commit.run();
      return result;
    } catch (error) {
      rollback.run();
      throw error;
    }
  }

  function record(id, kind, payload, invitationId) {
    const { sequence } = nextSequence.get(id);
    const at = nowText();
    // The chain of docs/proof.md: as much work as ours, though nobody verifies this one.
    const content = JSON.stringify({ actor: `invitation:${invitationId}`, at, interview: id, kind, payload, sequence, version: 1 });
    const previous = digestOf.get(id, sequence - 1)?.digest ?? "0".repeat(64);
    const digest = sha256(`${previous}\n${sha256(content)}`);
    insertEvent.run(id, sequence, at, kind, JSON.stringify(payload), invitationId, digest);
  }

  return {
    refusalOfInvitation: (key) => refusalOf(invitationByKey.get(key)),

    admit(key, roomId) {
      const invitation = invitationByKey.get(key);
      const refusal = refusalOf(invitation);
      if (refusal !== null) return { refusal };
      if (invitation.interview_id !== hex(roomId)) return { refusal: "room_not_found" };
      const interview = room.get(invitation.interview_id);
      return {
        refusal: refusalOfRoom(interview),
        person: `invitation:${invitation.id}`,
        name: invitation.name,
        role: invitation.role,
        tools: JSON.parse(interview.tools_config),
      };
    },

    confirmEntry(key, roomId, userId, resumed) {
      const id = hex(roomId);
      return inTransaction(() => {
        const invitation = invitationByKey.get(key);
        const refusal = refusalOf(invitation) ?? refusalOfRoom(room.get(id));
        if (refusal !== null) return { refusal };
        if (!resumed) record(id, "participant_joined", { userId, role: invitation.role }, invitation.id);
        const question = lastQuestion.get(id);
        return { last: question === undefined ? null : JSON.parse(question.payload) };
      });
    },

    departed(roomId, userId, person, reason) {
      const invitationId = Number(person.split(":")[1]);
      inTransaction(() => record(hex(roomId), "participant_left", { userId, reason }, invitationId));
    },
  };
}
