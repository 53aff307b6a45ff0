// Written by "make generate" out of the schemas of the server. Change those instead.
export interface paths {
    readonly "/v1/applications": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Applications, newest first
         * @description Applications, newest first. Scope: `applications:read`.
         */
        readonly get: operations["listApplications"];
        readonly put?: never;
        /**
         * Have a candidate apply for a position, or find the application
         * @description 201 for a new one; a candidate applies for a position once. Scope: `applications:write`.
         */
        readonly post: operations["addApplication"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/applications/{application_id}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * An application
         * @description An application. Scope: `applications:read`.
         */
        readonly get: operations["getApplication"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/applications/{application_id}/decisions": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Every decision on an application
         * @description Every decision on an application. Scope: `applications:read`.
         */
        readonly get: operations["listDecisions"];
        readonly put?: never;
        /**
         * Decide on an application
         * @description Decide on an application. Scope: `applications:write`.
         */
        readonly post: operations["addDecision"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/candidates": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Candidates, newest first
         * @description Candidates, newest first. Scope: `candidates:read`.
         */
        readonly get: operations["listCandidates"];
        readonly put?: never;
        /**
         * Add a candidate, or find the one who has this address
         * @description 201 for a new one. A known person keeps their name, and gets these tags beside their own. With `positionId`, which needs applications:write as well, they apply for that position. Scope: `candidates:write`.
         */
        readonly post: operations["addCandidate"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/candidates/{candidate_id}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * A candidate
         * @description A candidate. Scope: `candidates:read`.
         */
        readonly get: operations["getCandidate"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        /**
         * Correct a candidate's name, address or tags
         * @description Correct a candidate's name, address or tags. Scope: `candidates:write`.
         */
        readonly patch: operations["changeCandidate"];
        readonly trace?: never;
    };
    readonly "/v1/dsa/{token}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * The session: state, times, languages, and once it has started its problems
         * @description The session: state, times, languages, and once it has started its problems
         */
        readonly get: operations["getSession"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/dsa/{token}/draft-log": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Keep what was changed in the editor, and when
         * @description Stored before it is answered. What is stored already is passed over, so a request can be sent again; one that leaves something out is refused as `draft_log_gap`. Until an hour after the end of the session, what was written before it is still taken.
         */
        readonly post: operations["appendDraftLog"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/dsa/{token}/drafts": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * The code that was kept
         * @description The code that was kept
         */
        readonly get: operations["listDrafts"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/dsa/{token}/drafts/{problem_id}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        /**
         * Keep the code in the editor
         * @description Keep the code in the editor
         */
        readonly put: operations["saveDraft"];
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/dsa/{token}/finish": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Hand in early: nothing can be run or submitted afterwards
         * @description Drafts are submitted only with `submitDrafts`. Finishing twice changes nothing.
         */
        readonly post: operations["finishSession"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/dsa/{token}/incidents": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * What the page noticed. The same clientId again changes nothing
         * @description A view of one candidate's records. `rate` names what is counted together.
         */
        readonly post: operations["report_incidents"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/dsa/{token}/incidents/{incident_id}/reply": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * What the candidate says to an incident, in place of what they said before
         * @description A view of one candidate's records. `rate` names what is counted together.
         */
        readonly post: operations["reply_to_incident"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/dsa/{token}/own-tests": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * The candidate's own tests, by problem
         * @description The candidate's own tests, by problem
         */
        readonly get: operations["listOwnTests"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/dsa/{token}/own-tests/{problem_id}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        /**
         * Keep the candidate's own tests of a problem
         * @description They take the place of all that were kept; the last save counts. Also on another device.
         */
        readonly put: operations["saveOwnTests"];
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/dsa/{token}/practice": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * The practice problem, as a session without an end
         * @description The practice problem, as a session without an end
         */
        readonly get: operations["getPractice"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/dsa/{token}/practice/runs": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Try code on the practice problem; nothing of it is kept beyond some minutes
         * @description Try code on the practice problem; nothing of it is kept beyond some minutes
         */
        readonly post: operations["runPractice"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/dsa/{token}/practice/runs/{run_id}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * A practice run with its results
         * @description A practice run with its results
         */
        readonly get: operations["getPracticeRun"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/dsa/{token}/proctoring": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Consent, what is held, incidents
         * @description A view of one candidate's records. `rate` names what is counted together.
         */
        readonly get: operations["proctoring"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/dsa/{token}/proctoring/camera-check": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * The camera works now: where the stage wants it, the session may start within ten minutes
         * @description A view of one candidate's records. `rate` names what is counted together.
         */
        readonly post: operations["check_camera"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/dsa/{token}/proctoring/consent": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Agree to the text of this version, or decline
         * @description A view of one candidate's records. `rate` names what is counted together.
         */
        readonly post: operations["answer_consent"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/dsa/{token}/proctoring/exemption-request": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Ask for a session without a camera; the recruiter decides
         * @description A view of one candidate's records. `rate` names what is counted together.
         */
        readonly post: operations["ask_for_exemption"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/dsa/{token}/run": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Try code on the visible tests, on own input or on own tests
         * @description Try code on the visible tests, on own input or on own tests
         */
        readonly post: operations["run"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/dsa/{token}/snapshots": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * One JPEG or PNG of the webcam. The same clientId again changes nothing
         * @description A view of one candidate's records. `rate` names what is counted together.
         */
        readonly post: operations["send_snapshot"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/dsa/{token}/start": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Start the session: the time runs from then on
         * @description Starting a session that runs already changes nothing and answers in the same way.
         */
        readonly post: operations["startSession"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/dsa/{token}/submissions": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * The session's submissions, newest first, the last 200 of them
         * @description The session's submissions, newest first, the last 200 of them
         */
        readonly get: operations["listSubmissions"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/dsa/{token}/submissions/{submission_id}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * One submission with its code and its results so far
         * @description One submission with its code and its results so far
         */
        readonly get: operations["getSubmission"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/dsa/{token}/submissions/{submission_id}/events": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * The judging of a submission as it happens
         * @description The judging of a submission as it happens
         */
        readonly get: operations["streamSubmission"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/dsa/{token}/submit": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Have code judged on all tests
         * @description Have code judged on all tests
         */
        readonly post: operations["submit"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/interviewers": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Who may hold interviews
         * @description Who may hold interviews. Scope: `interviews:read`.
         */
        readonly get: operations["listInterviewers"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/interviews": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Interviews, newest first
         * @description Interviews, newest first. Scope: `interviews:read`.
         */
        readonly get: operations["listInterviews"];
        readonly put?: never;
        /**
         * Schedule an interview
         * @description `problemIds` are for coding sessions and for rooms with a code editor; left out, they are those that the stage carries. Nobody is invited by it: that is addInvitation. Scope: `interviews:write`.
         */
        readonly post: operations["scheduleInterview"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/interviews/{interview_id}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * An interview
         * @description An interview. Scope: `interviews:read`.
         */
        readonly get: operations["getInterview"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        /**
         * Change an interview that has not ended
         * @description Change an interview that has not ended. Scope: `interviews:write`.
         */
        readonly patch: operations["changeInterview"];
        readonly trace?: never;
    };
    readonly "/v1/interviews/{interview_id}/cancel": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Call an interview off
         * @description Links stop working at once. One that is cancelled already stays as it is. Scope: `interviews:write`.
         */
        readonly post: operations["cancelInterview"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/interviews/{interview_id}/notes": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** @description All of one's notes. */
        readonly get: operations["listNotes"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/interviews/{interview_id}/notes/{note_id}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        /** @description One note, by the id that its page has made. */
        readonly put: operations["saveNote"];
        readonly post?: never;
        /** @description One note, by the id that its page has made. */
        readonly delete: operations["removeNote"];
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/interviews/{interview_id}/scorecards": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * The handed-in scorecards of an interview
         * @description None before every interviewer who was there has handed in, as in the admin. Scope: `scorecards:read`.
         */
        readonly get: operations["listScorecards"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/invitations": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Invitations, newest first
         * @description Invitations, newest first. Scope: `invitations:read`.
         */
        readonly get: operations["listInvitations"];
        readonly put?: never;
        /**
         * Invite a candidate to an interview
         * @description Invite a candidate to an interview. Scope: `invitations:write`.
         */
        readonly post: operations["addInvitation"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/invitations/{invitation_id}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * An invitation
         * @description An invitation. Scope: `invitations:read`.
         */
        readonly get: operations["getInvitation"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/invitations/{invitation_id}/renew": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Give the same person a new link with a new term
         * @description The link of before stops working, each time that this is asked for. A revoked one is valid again: to a live room that another candidate is invited to only with `sharesRoom`. Scope: `invitations:write`.
         */
        readonly post: operations["renewInvitation"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/invitations/{invitation_id}/revoke": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Close an invitation's link
         * @description One that is revoked already stays as it is. Scope: `invitations:write`.
         */
        readonly post: operations["revokeInvitation"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/positions": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Positions, newest first
         * @description Positions, newest first. Scope: `positions:read`.
         */
        readonly get: operations["listPositions"];
        readonly put?: never;
        /**
         * Add a position
         * @description Add a position. Scope: `positions:write`.
         */
        readonly post: operations["addPosition"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/positions/{position_id}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * A position
         * @description A position. Scope: `positions:read`.
         */
        readonly get: operations["getPosition"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        /**
         * Rename a position, archive it or open it again
         * @description Rename a position, archive it or open it again. Scope: `positions:write`.
         */
        readonly patch: operations["changePosition"];
        readonly trace?: never;
    };
    readonly "/v1/records": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Records that the token's owner asked for, newest first
         * @description Records that the token's owner asked for, newest first. Scope: `records:read`.
         */
        readonly get: operations["listRecords"];
        readonly put?: never;
        /**
         * Have a record of an interview made
         * @description A worker makes it. One of this interview and edition that is being made for the token's owner is answered, and none besides. Scope: `records:write`.
         */
        readonly post: operations["requestRecord"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/records/{record_id}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * A record, and how far it is
         * @description A record, and how far it is. Scope: `records:read`.
         */
        readonly get: operations["getRecord"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/records/{record_id}/file": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * The file of a record that is made
         * @description The file of a record that is made. Scope: `records:read`.
         */
        readonly get: operations["getRecordFile"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/results": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * What came of interviews, by invitation, newest first
         * @description With scorecards:read as well also what handed-in scorecards say: recommendation and marks. Scope: `results:read`.
         */
        readonly get: operations["listResults"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v1/stages": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * The stages on offer
         * @description The stages on offer. Scope: `interviews:read`.
         */
        readonly get: operations["listStages"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        readonly AcceptedIncidents: {
            readonly accepted: number;
        };
        readonly AcceptedSnapshot: {
            /** Format: uuid */
            readonly clientId: string;
            readonly status: components["schemas"]["AcceptedSnapshotStatusEnum"];
        };
        /** @enum {string} */
        readonly AcceptedSnapshotStatusEnum: "received";
        /** @description `code` is stable and for programs, `detail` one sentence for people. */
        readonly ApiError: {
            readonly code: string;
            readonly detail: string;
        };
        /** @description A candidacy with its newest decision. `decisionCount` is what the next decision names as `seen`. */
        readonly ApplicationAnswer: {
            readonly candidateId: number;
            /** Format: date-time */
            readonly createdAt: string;
            /** Format: date-time */
            readonly decidedAt: string | null;
            readonly decision: components["schemas"]["ApplicationDecision"];
            readonly decisionCount: number;
            readonly id: number;
            readonly positionId: number;
        };
        /** @enum {string} */
        readonly ApplicationDecision: "undecided" | "on_hold" | "offer" | "hired" | "rejected" | "withdrawn";
        readonly ApplicationPage: {
            /** Format: uri */
            readonly next: string | null;
            /** Format: uri */
            readonly previous: string | null;
            readonly results: readonly components["schemas"]["ApplicationAnswer"][];
        };
        /** @description Refuses fields that it does not know: a misspelt optional field would be ignored without a word otherwise. */
        readonly ApplicationRequest: {
            /** Format: int64 */
            readonly candidateId: number;
            /** Format: int64 */
            readonly positionId: number;
        };
        /** @description Refuses fields that it does not know: a misspelt optional field would be ignored without a word otherwise. */
        readonly AskForExemptionRequest: {
            readonly note?: string;
        };
        /** @description A person. One that was merged into another names it; what is theirs is found there. */
        readonly CandidateAnswer: {
            /** Format: date-time */
            readonly createdAt: string;
            /** Format: email */
            readonly email: string;
            readonly id: number;
            readonly mergedIntoId: number | null;
            readonly name: string;
            readonly tags: readonly string[];
        };
        readonly CandidatePage: {
            /** Format: uri */
            readonly next: string | null;
            /** Format: uri */
            readonly previous: string | null;
            readonly results: readonly components["schemas"]["CandidateAnswer"][];
        };
        /** @description Refuses fields that it does not know: a misspelt optional field would be ignored without a word otherwise. */
        readonly CandidateRequest: {
            /** Format: email */
            readonly email: string;
            readonly name: string;
            /** Format: int64 */
            readonly positionId?: number;
            readonly tags?: readonly string[];
        };
        /** @description A refusal; with `draft_conflict` also what is stored now. */
        readonly Conflict: {
            readonly code: string;
            readonly current?: components["schemas"]["Draft"];
            readonly detail: string;
        };
        /** @description Refuses fields that it does not know: a misspelt optional field would be ignored without a word otherwise. */
        readonly ConsentAnswerRequest: {
            readonly decision: components["schemas"]["ConsentDecision"];
            readonly textVersion: string;
        };
        /** @enum {string} */
        readonly ConsentDecision: "given" | "declined";
        readonly ConsentState: {
            /** Format: date-time */
            readonly givenAt: string | null;
            readonly status: components["schemas"]["ConsentStatus"];
            readonly text: components["schemas"]["ConsentText"];
            readonly textVersion: string;
        };
        /** @enum {string} */
        readonly ConsentStatus: "required" | "given" | "declined" | "exempted";
        readonly ConsentText: {
            readonly intro: string;
            readonly points: readonly string[];
        };
        readonly DecisionAnswer: {
            /** Format: date-time */
            readonly decidedAt: string;
            readonly decidedById: number;
            readonly decision: components["schemas"]["ApplicationDecision"];
            readonly number: number;
            readonly reason: string;
        };
        /** @description `seen` is the application's `decisionCount` when it was read: somebody else's later decision is a conflict. */
        readonly DecisionRequest: {
            readonly decision: components["schemas"]["ApplicationDecision"];
            readonly reason: string;
            readonly seen: number;
        };
        /** @description Every decision on an application, the newest first. */
        readonly DecisionsAnswer: {
            readonly decisions: readonly components["schemas"]["DecisionAnswer"][];
        };
        readonly Draft: {
            readonly language: components["schemas"]["Language"];
            readonly problemId: string;
            /** Format: date-time */
            readonly savedAt: string;
            readonly sourceCode: string;
            readonly version: number;
        };
        /**
         * @description A change of the code in the editor: `changes`, or where other code took its place `text`.
         *
         *     `at` is in milliseconds since 1970, by the server's clock.
         */
        readonly DraftLogChangeRequest: {
            /** Format: int64 */
            readonly at: number;
            readonly changes?: readonly unknown[];
            readonly origin: components["schemas"]["OriginEnum"];
            readonly text?: string;
        };
        /** @description Changes of one editor's code in their order, the first of which is its `first`-th, from 0. */
        readonly DraftLogRequest: {
            readonly changes: readonly components["schemas"]["DraftLogChangeRequest"][];
            /**
             * Format: uuid
             * @description The same for all pages of one browser.
             */
            readonly device: string;
            readonly first: number;
            readonly language: components["schemas"]["Language"];
            readonly problemId: string;
            /**
             * Format: uuid
             * @description Which editor: made anew whenever a page opens a code.
             */
            readonly stream: string;
        };
        /** @description How far a stream of changes is stored. */
        readonly DraftLogState: {
            /** @description The number of the change that comes next. */
            readonly next: number;
            /** Format: uuid */
            readonly stream: string;
        };
        /** @description Code to keep. `baseVersion` is the version that it was made from, 0 where there was none. */
        readonly DraftRequest: {
            readonly baseVersion: number;
            readonly language: components["schemas"]["Language"];
            readonly sourceCode: string;
        };
        readonly Drafts: {
            readonly drafts: readonly components["schemas"]["Draft"][];
        };
        /** @enum {string} */
        readonly EditorAssistanceEnum: "none" | "words" | "full";
        /** @description What every refusal looks like. `code` is stable and for programs, `detail` a sentence for people. */
        readonly Error: {
            readonly code: string;
            readonly detail: string;
        };
        /** @enum {string} */
        readonly EventEnum: "submission" | "result";
        readonly ExemptionRequestState: {
            /** Format: date-time */
            readonly askedAt: string;
            readonly note: string;
        };
        /** @enum {string} */
        readonly FinishReason: "candidate" | "deadline" | "interview_ended" | "recruiter";
        /** @description `submitDrafts`: the last code of each problem that is not submitted yet is submitted with it. */
        readonly FinishRequest: {
            /** @default false */
            readonly submitDrafts?: boolean;
        };
        readonly HeldIncident: {
            /** Format: uuid */
            readonly id: string;
            readonly kind: string;
            readonly label: string;
            /** Format: date-time */
            readonly occurredAt: string;
            readonly reply: string | null;
        };
        /** @enum {string} */
        readonly IncidentKind: "camera_lost" | "camera_covered" | "camera_ended" | "permission_revoked" | "tab_hidden" | "tab_shown" | "fullscreen_left" | "large_paste" | "window_blur" | "window_focus" | "network_lost" | "network_back" | "capture_failed";
        /** @description Refuses fields that it does not know: a misspelt optional field would be ignored without a word otherwise. */
        readonly IncidentReportRequest: {
            readonly incidents: readonly components["schemas"]["IncidentRequest"][];
        };
        /** @description Refuses fields that it does not know: a misspelt optional field would be ignored without a word otherwise. */
        readonly IncidentRequest: {
            /** Format: uuid */
            readonly clientId: string;
            readonly details?: {
                readonly [key: string]: unknown;
            };
            readonly kind: components["schemas"]["IncidentKind"];
            /** Format: date-time */
            readonly occurredAt: string;
        };
        /** @description While `isTimeOpen`, the candidate is to choose a time, and `scheduledStart` is the first that is offered. */
        readonly InterviewAnswer: {
            readonly applicationId: number | null;
            /** Format: date-time */
            readonly createdAt: string;
            readonly durationMinutes: number;
            /** Format: date-time */
            readonly endedAt: string | null;
            /** Format: uuid */
            readonly id: string;
            readonly interviewerIds: readonly number[];
            readonly isTimeOpen: boolean;
            readonly mode: components["schemas"]["StageMode"];
            /** Format: date-time */
            readonly scheduledStart: string;
            readonly stage: string;
            /** Format: date-time */
            readonly startedAt: string | null;
            readonly state: components["schemas"]["InterviewState"];
            readonly title: string;
        };
        readonly InterviewerAnswer: {
            readonly id: number;
            readonly name: string;
        };
        /** @description Who may be put on an interview. */
        readonly InterviewersAnswer: {
            readonly interviewers: readonly components["schemas"]["InterviewerAnswer"][];
        };
        readonly InterviewPage: {
            /** Format: uri */
            readonly next: string | null;
            /** Format: uri */
            readonly previous: string | null;
            readonly results: readonly components["schemas"]["InterviewAnswer"][];
        };
        /** @description `stage` is the key of one. Left out, `durationMinutes` is the stage's usual one, and `problemIds` are its own. */
        readonly InterviewRequest: {
            /** Format: int64 */
            readonly applicationId?: number;
            readonly durationMinutes?: number;
            readonly interviewerIds?: readonly number[];
            readonly problemIds?: readonly string[];
            /** Format: date-time */
            readonly scheduledStart: string;
            readonly stage: string;
            readonly title: string;
        };
        /** @enum {string} */
        readonly InterviewState: "scheduled" | "live" | "completed" | "cancelled";
        /** @description `link` is null without the scope invitations:links: whoever has it is the candidate. */
        readonly InvitationAnswer: {
            readonly candidateId: number;
            /** Format: date-time */
            readonly createdAt: string;
            /** Format: email */
            readonly email: string;
            /** Format: date-time */
            readonly expiresAt: string;
            readonly id: number;
            /** Format: uuid */
            readonly interviewId: string;
            readonly link: string | null;
            readonly name: string;
            /** Format: date-time */
            readonly revokedAt: string | null;
            readonly status: components["schemas"]["InvitationStatus"];
        };
        readonly InvitationPage: {
            /** Format: uri */
            readonly next: string | null;
            /** Format: uri */
            readonly previous: string | null;
            readonly results: readonly components["schemas"]["InvitationAnswer"][];
        };
        /** @description `sharesRoom` as in an invitation: where another candidate is invited to the room. */
        readonly InvitationRenewalRequest: {
            readonly sharesRoom?: boolean;
        };
        /**
         * @description Of the interview's applicant where `candidateId` is left out.
         *
         *     A live interview has one candidate, and a second one only with `sharesRoom`: they meet and see each other.
         */
        readonly InvitationRequest: {
            /** Format: int64 */
            readonly candidateId?: number;
            /** Format: date-time */
            readonly expiresAt?: string;
            /** Format: uuid */
            readonly interviewId: string;
            readonly sharesRoom?: boolean;
        };
        /** @description What came of one person's interview. */
        readonly InvitationResultsAnswer: {
            readonly applicationId: number | null;
            readonly candidateId: number;
            /** Format: uuid */
            readonly interviewId: string;
            readonly invitationId: number;
            readonly results: readonly components["schemas"]["ResultAnswer"][];
        };
        readonly InvitationResultsPage: {
            /** Format: uri */
            readonly next: string | null;
            /** Format: uri */
            readonly previous: string | null;
            readonly results: readonly components["schemas"]["InvitationResultsAnswer"][];
        };
        /** @enum {string} */
        readonly InvitationStatus: "valid" | "expired" | "revoked";
        /** @enum {string} */
        readonly Language: "python" | "c" | "cpp" | "java" | "javascript" | "typescript" | "go" | "rust" | "csharp" | "kotlin" | "ruby" | "php" | "bash" | "sql";
        readonly Limits: {
            /** @description Of all own tests of a problem together. */
            readonly ownTestCharacters: number;
            /** @description The most of them for one problem. */
            readonly ownTests: number;
            readonly sourceCharacters: number;
            readonly stdinCharacters: number;
        };
        readonly NoteAnswer: {
            /** Format: date-time */
            readonly at: string;
            /** Format: uuid */
            readonly id: string;
            readonly text: string;
        };
        readonly NoteRemoved: {
            /** Format: uuid */
            readonly id: string;
        };
        /** @description `at` is the moment that the note is about. */
        readonly NoteRequest: {
            /** Format: date-time */
            readonly at: string;
            readonly text: string;
        };
        /** @description One's own, by their moments. `isFixed`: the scorecard is handed in, and nothing changes any more. */
        readonly Notes: {
            readonly isFixed: boolean;
            readonly notes: readonly components["schemas"]["NoteAnswer"][];
        };
        readonly NotesError: {
            readonly code: string;
            readonly detail: string;
        };
        /** @enum {unknown} */
        readonly NullEnum: null;
        readonly OfferedLanguage: {
            /** @description How a program has to look where the language leaves it open; may be empty. */
            readonly convention: string;
            readonly label: string;
            readonly language: components["schemas"]["Language"];
            /** @description What the language's runtime may use on top of a problem's memory limit. */
            readonly runtimeMemoryMb: number;
            /** @description Empty while the execution service cannot be asked. */
            readonly version: string;
        };
        /** @enum {string} */
        readonly OriginEnum: "typed" | "pasted" | "dropped" | "completed" | "starter" | "loaded" | "restored";
        /** @enum {string} */
        readonly OutputValidationEnum: "default" | "custom" | "interactive";
        /** @description A test that the candidate wrote. */
        readonly OwnTest: {
            /** @description Null where nothing is compared. */
            readonly expectedOutput: string | null;
            readonly input: string;
            readonly name: string;
        };
        /** @description A test that the candidate wrote. Without `expectedOutput` nothing is compared. */
        readonly OwnTestInputRequest: {
            readonly expectedOutput?: string | null;
            readonly input: string;
            readonly name: string;
        };
        readonly OwnTestList: {
            readonly problemId: string;
            readonly tests: readonly components["schemas"]["OwnTest"][];
        };
        readonly OwnTestLists: {
            readonly ownTests: readonly components["schemas"]["OwnTestList"][];
        };
        /** @description All own tests of a problem, in place of those that were kept. */
        readonly OwnTestsRequest: {
            readonly tests: readonly components["schemas"]["OwnTestInputRequest"][];
        };
        /** @description What is given is stored, and nothing else; `tags` are then exactly these. */
        readonly PatchedCandidateChangeRequest: {
            /** Format: email */
            readonly email?: string;
            readonly name?: string;
            readonly tags?: readonly string[];
        };
        /** @description What is given is stored, and nothing else. */
        readonly PatchedInterviewChangeRequest: {
            readonly durationMinutes?: number;
            readonly interviewerIds?: readonly number[];
            /** Format: date-time */
            readonly scheduledStart?: string;
            readonly title?: string;
        };
        /** @description Refuses fields that it does not know: a misspelt optional field would be ignored without a word otherwise. */
        readonly PatchedPositionChangeRequest: {
            readonly state?: components["schemas"]["PositionState"];
            readonly title?: string;
        };
        readonly PositionAnswer: {
            /** Format: date-time */
            readonly createdAt: string;
            readonly id: number;
            readonly state: components["schemas"]["PositionState"];
            readonly title: string;
        };
        readonly PositionPage: {
            /** Format: uri */
            readonly next: string | null;
            /** Format: uri */
            readonly previous: string | null;
            readonly results: readonly components["schemas"]["PositionAnswer"][];
        };
        /** @description Refuses fields that it does not know: a misspelt optional field would be ignored without a word otherwise. */
        readonly PositionRequest: {
            readonly title: string;
        };
        /** @enum {string} */
        readonly PositionState: "open" | "archived";
        /** @description Code to try on the practice problem's examples or, with `ownTests`, on those. */
        readonly PracticeRunRequest: {
            readonly language: components["schemas"]["Language"];
            readonly ownTests?: readonly components["schemas"]["OwnTestInputRequest"][] | null;
            readonly sourceCode: string;
        };
        readonly Problem: {
            /** @description You write one function, with which the starter code begins; a program that calls it is made of it. A language's `convention` does not hold for it. */
            readonly isFunction: boolean;
            readonly languages: readonly components["schemas"]["Language"][];
            /** @description By language. */
            readonly memoryLimitMb: {
                readonly [key: string]: number;
            };
            /** @description `default`: the expected output is the right one. `custom`: it is one of several that are right. `interactive`: your program talks with ours, and takes no own input. */
            readonly outputValidation: components["schemas"]["OutputValidationEnum"];
            readonly problemId: string;
            /** @description By language. */
            readonly starterCode: {
                readonly [key: string]: string;
            };
            /** @description Safe to show as it is. */
            readonly statementHtml: string;
            /** @description CPU time of one test, by language. */
            readonly timeLimitSeconds: {
                readonly [key: string]: number;
            };
            readonly title: string;
            readonly visibleTests: readonly components["schemas"]["VisibleTest"][];
        };
        readonly Proctoring: {
            readonly enabled: boolean;
            readonly snapshotIntervalSeconds: number;
        };
        /** @description `code` is stable and for programs (docs/proctoring.md), `detail` for people. */
        readonly ProctoringError: {
            readonly code: string;
            readonly detail: string;
        };
        /** @description Where the candidate stands: text and answer, what is held, what was noticed. */
        readonly ProctoringState: {
            readonly cameraRequired: boolean;
            readonly clientSequenceNext: number;
            readonly consent: components["schemas"]["ConsentState"];
            /** Format: date-time */
            readonly deletionDate: string | null;
            readonly enabled: boolean;
            readonly exemptionRequest: components["schemas"]["ExemptionRequestState"] | null;
            readonly incidents: readonly components["schemas"]["HeldIncident"][];
            readonly retentionDays: number;
            /** Format: date-time */
            readonly serverTime: string;
            readonly snapshotCount: number;
            readonly snapshotIntervalSeconds: number;
            readonly wayOut: components["schemas"]["WayOut"] | null;
        };
        /** @description One criterion; without a mark it was not assessed. `anchor` is what the mark meant at that time. */
        readonly RatingAnswer: {
            readonly anchor: string;
            readonly comment: string;
            readonly criterion: string;
            readonly mark: number | null;
        };
        /** @enum {integer} */
        readonly Recommendation: 1 | 2 | 3 | 4;
        /** @description An interview as one file. `problem` is for people, and null unless the state is `failed`. */
        readonly RecordAnswer: {
            /** Format: date-time */
            readonly createdAt: string;
            readonly edition: components["schemas"]["RecordEdition"];
            /** Format: uuid */
            readonly id: string;
            /** Format: uuid */
            readonly interviewId: string;
            /** Format: date-time */
            readonly madeAt: string | null;
            readonly problem: string | null;
            /** @description In percent. */
            readonly progress: number;
            readonly sizeBytes: number | null;
            readonly state: components["schemas"]["RecordState"];
        };
        /** @enum {string} */
        readonly RecordEdition: "recruiter" | "candidate";
        readonly RecordPage: {
            /** Format: uri */
            readonly next: string | null;
            /** Format: uri */
            readonly previous: string | null;
            readonly results: readonly components["schemas"]["RecordAnswer"][];
        };
        /** @description The recruiter's edition has all that the token's owner may read, the candidate's what the candidate saw. */
        readonly RecordRequest: {
            readonly edition: components["schemas"]["RecordEdition"];
            /** Format: uuid */
            readonly interviewId: string;
        };
        /** @enum {string} */
        readonly RecordState: "queued" | "working" | "made" | "failed";
        /** @description Refuses fields that it does not know: a misspelt optional field would be ignored without a word otherwise. */
        readonly ReplyRequest: {
            readonly text: string;
        };
        /** @description One kind of result: `key` is stable, `text` is for people. */
        readonly ResultAnswer: {
            readonly key: string;
            readonly label: string;
            readonly text: string;
            readonly value: (number | string) | null;
        };
        /** @description Code to try on the visible tests or, with `stdin`, on that input, or, with `ownTests`, on those. */
        readonly RunRequest: {
            readonly language: components["schemas"]["Language"];
            readonly ownTests?: readonly components["schemas"]["OwnTestInputRequest"][] | null;
            readonly problemId: string;
            readonly sourceCode: string;
            readonly stdin?: string | null;
        };
        readonly ScorecardAnswer: {
            /** Format: date-time */
            readonly handedInAt: string;
            readonly interviewerId: number;
            readonly ratings: readonly components["schemas"]["RatingAnswer"][];
            readonly recommendation: components["schemas"]["Recommendation"];
            readonly summary: string;
        };
        /** @description The handed-in scorecards that the token's owner may read now, and whose are still awaited. */
        readonly ScorecardsAnswer: {
            readonly awaitedInterviewerIds: readonly number[];
            readonly scorecards: readonly components["schemas"]["ScorecardAnswer"][];
        };
        readonly Session: {
            readonly candidateName: string;
            /** Format: date-time */
            readonly deadline: string | null;
            /** @description With the candidate's extra time. */
            readonly durationMinutes: number;
            /** @description What an editor may help with. `none`: nothing. `words`: completion of words, formatting. `full`: also errors, types and signatures. */
            readonly editorAssistance: components["schemas"]["EditorAssistanceEnum"];
            /** Format: date-time */
            readonly finishedAt: string | null;
            readonly finishReason: (components["schemas"]["FinishReason"] | components["schemas"]["NullEnum"]) | null;
            /** @description Whether it is past `opensAt`. */
            readonly isOpen: boolean;
            readonly languages: readonly components["schemas"]["OfferedLanguage"][];
            readonly limits: components["schemas"]["Limits"];
            /** Format: date-time */
            readonly opensAt: string;
            readonly problemCount: number;
            /** @description Empty until the session has started. */
            readonly problems: readonly components["schemas"]["Problem"][];
            readonly proctoring: components["schemas"]["Proctoring"];
            /**
             * Format: date-time
             * @description Reckon the time left with this, not with your clock.
             */
            readonly serverTime: string;
            /** Format: date-time */
            readonly startedAt: string | null;
            readonly state: components["schemas"]["SessionState"];
            readonly title: string;
        };
        /** @enum {string} */
        readonly SessionState: "waiting" | "active" | "finished";
        /** @enum {string} */
        readonly SnapshotReason: "start" | "interval" | "submit";
        /** @description A form with one picture; each field once. */
        readonly SnapshotRequest: {
            /** Format: date-time */
            readonly capturedAt: string;
            /** Format: uuid */
            readonly clientId: string;
            /** Format: binary */
            readonly image: Blob;
            readonly reason: components["schemas"]["SnapshotReason"];
            readonly sequence: number;
        };
        readonly StageAnswer: {
            readonly key: string;
            readonly mode: components["schemas"]["StageMode"];
            readonly name: string;
            readonly usualMinutes: number;
        };
        /** @enum {string} */
        readonly StageMode: "live" | "dsa";
        /** @description The stages on offer for new interviews. */
        readonly StagesAnswer: {
            readonly stages: readonly components["schemas"]["StageAnswer"][];
        };
        /** @description One event of the stream of a submission. */
        readonly StreamEvent: {
            /** @description JSON: a Submission or a TestResult. */
            readonly data: string;
            readonly event: components["schemas"]["EventEnum"];
            /** @description Send it as Last-Event-ID to get what came after. */
            readonly id: string;
        };
        readonly Submission: {
            readonly compileOutput: string | null;
            /** Format: date-time */
            readonly createdAt: string;
            /** Format: date-time */
            readonly finishedAt: string | null;
            /** Format: uuid */
            readonly id: string;
            /** @description Made of the last draft when time was up. */
            readonly isAutomatic: boolean;
            /** @description It ran on the candidate's own tests. */
            readonly isOnOwnTests: boolean;
            /** @description Programs cannot be run at the moment. It waits, is not lost, and goes on by itself. */
            readonly isPaused: boolean;
            readonly kind: components["schemas"]["SubmissionKind"];
            readonly language: components["schemas"]["Language"];
            /** @description Those that it ran on, by their place; null for all others. */
            readonly ownTests: readonly components["schemas"]["OwnTest"][] | null;
            readonly problemId: string;
            /** @description Only while it waits; 1 is next. */
            readonly queuePosition?: number;
            /** @description Those so far, in the order of the tests. */
            readonly results: readonly components["schemas"]["TestResult"][];
            readonly sourceCode: string;
            readonly status: components["schemas"]["SubmissionStatus"];
            readonly stdin: string | null;
            readonly testsDone: number;
            readonly testsTotal: number;
            readonly verdict: (components["schemas"]["Verdict"] | components["schemas"]["NullEnum"]) | null;
        };
        /** @enum {string} */
        readonly SubmissionKind: "run" | "submit";
        readonly Submissions: {
            /** @description Newest first. */
            readonly submissions: readonly components["schemas"]["SubmissionSummary"][];
        };
        /** @enum {string} */
        readonly SubmissionStatus: "queued" | "running" | "finished" | "failed";
        readonly SubmissionSummary: {
            readonly compileOutput: string | null;
            /** Format: date-time */
            readonly createdAt: string;
            /** Format: date-time */
            readonly finishedAt: string | null;
            /** Format: uuid */
            readonly id: string;
            /** @description Made of the last draft when time was up. */
            readonly isAutomatic: boolean;
            /** @description It ran on the candidate's own tests. */
            readonly isOnOwnTests: boolean;
            /** @description Programs cannot be run at the moment. It waits, is not lost, and goes on by itself. */
            readonly isPaused: boolean;
            readonly kind: components["schemas"]["SubmissionKind"];
            readonly language: components["schemas"]["Language"];
            readonly problemId: string;
            /** @description Only while it waits; 1 is next. */
            readonly queuePosition?: number;
            readonly status: components["schemas"]["SubmissionStatus"];
            readonly stdin: string | null;
            readonly testsDone: number;
            readonly testsTotal: number;
            readonly verdict: (components["schemas"]["Verdict"] | components["schemas"]["NullEnum"]) | null;
        };
        /** @description Code to judge on all tests. */
        readonly SubmitRequest: {
            readonly language: components["schemas"]["Language"];
            readonly problemId: string;
            readonly sourceCode: string;
        };
        /** @description What one test came to. Of hidden tests there is no output, and time and memory are rounded up. */
        readonly TestResult: {
            /** @description CPU time; of hidden tests in steps of 50. */
            readonly executionTimeMs: number;
            /** @description Of visible tests of interactive problems: what your program said (`> `) and was told (`< `). */
            readonly interaction?: string;
            /** @description Peak, in KB of 1024 bytes; of hidden tests in steps of 1024. */
            readonly memoryUsedKB: number;
            readonly passed: boolean;
            /** @description The place among the tests, from 0. */
            readonly position: number;
            readonly stderr?: string;
            readonly stdout?: string;
            /** @description Null for own input and own tests. */
            readonly testCaseId: string | null;
            readonly verdict: components["schemas"]["Verdict"];
        };
        /** @enum {string} */
        readonly Verdict: "AC" | "WA" | "TLE" | "MLE" | "OLE" | "RTE" | "CE" | "IE";
        readonly VisibleTest: {
            readonly expectedOutput: string;
            readonly explanationHtml: string;
            readonly input: string;
            /** @description Of an interactive problem, which shows neither input nor output: an example of what a program says (lines after `>`) and is told (lines after `<`). May be empty. */
            readonly interaction: string;
            /** @description Input or expected output is longer than what is shown. */
            readonly isCut: boolean;
            readonly name: string;
            readonly testCaseId: string;
        };
        readonly WayOut: {
            readonly contact: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type AcceptedIncidents = components['schemas']['AcceptedIncidents'];
export type AcceptedSnapshot = components['schemas']['AcceptedSnapshot'];
export type AcceptedSnapshotStatusEnum = components['schemas']['AcceptedSnapshotStatusEnum'];
export type ApiError = components['schemas']['ApiError'];
export type ApplicationAnswer = components['schemas']['ApplicationAnswer'];
export type ApplicationDecision = components['schemas']['ApplicationDecision'];
export type ApplicationPage = components['schemas']['ApplicationPage'];
export type ApplicationRequest = components['schemas']['ApplicationRequest'];
export type AskForExemptionRequest = components['schemas']['AskForExemptionRequest'];
export type CandidateAnswer = components['schemas']['CandidateAnswer'];
export type CandidatePage = components['schemas']['CandidatePage'];
export type CandidateRequest = components['schemas']['CandidateRequest'];
export type Conflict = components['schemas']['Conflict'];
export type ConsentAnswerRequest = components['schemas']['ConsentAnswerRequest'];
export type ConsentDecision = components['schemas']['ConsentDecision'];
export type ConsentState = components['schemas']['ConsentState'];
export type ConsentStatus = components['schemas']['ConsentStatus'];
export type ConsentText = components['schemas']['ConsentText'];
export type DecisionAnswer = components['schemas']['DecisionAnswer'];
export type DecisionRequest = components['schemas']['DecisionRequest'];
export type DecisionsAnswer = components['schemas']['DecisionsAnswer'];
export type Draft = components['schemas']['Draft'];
export type DraftLogChangeRequest = components['schemas']['DraftLogChangeRequest'];
export type DraftLogRequest = components['schemas']['DraftLogRequest'];
export type DraftLogState = components['schemas']['DraftLogState'];
export type DraftRequest = components['schemas']['DraftRequest'];
export type Drafts = components['schemas']['Drafts'];
export type EditorAssistanceEnum = components['schemas']['EditorAssistanceEnum'];
export type Error = components['schemas']['Error'];
export type EventEnum = components['schemas']['EventEnum'];
export type ExemptionRequestState = components['schemas']['ExemptionRequestState'];
export type FinishReason = components['schemas']['FinishReason'];
export type FinishRequest = components['schemas']['FinishRequest'];
export type HeldIncident = components['schemas']['HeldIncident'];
export type IncidentKind = components['schemas']['IncidentKind'];
export type IncidentReportRequest = components['schemas']['IncidentReportRequest'];
export type IncidentRequest = components['schemas']['IncidentRequest'];
export type InterviewAnswer = components['schemas']['InterviewAnswer'];
export type InterviewerAnswer = components['schemas']['InterviewerAnswer'];
export type InterviewersAnswer = components['schemas']['InterviewersAnswer'];
export type InterviewPage = components['schemas']['InterviewPage'];
export type InterviewRequest = components['schemas']['InterviewRequest'];
export type InterviewState = components['schemas']['InterviewState'];
export type InvitationAnswer = components['schemas']['InvitationAnswer'];
export type InvitationPage = components['schemas']['InvitationPage'];
export type InvitationRenewalRequest = components['schemas']['InvitationRenewalRequest'];
export type InvitationRequest = components['schemas']['InvitationRequest'];
export type InvitationResultsAnswer = components['schemas']['InvitationResultsAnswer'];
export type InvitationResultsPage = components['schemas']['InvitationResultsPage'];
export type InvitationStatus = components['schemas']['InvitationStatus'];
export type Language = components['schemas']['Language'];
export type Limits = components['schemas']['Limits'];
export type NoteAnswer = components['schemas']['NoteAnswer'];
export type NoteRemoved = components['schemas']['NoteRemoved'];
export type NoteRequest = components['schemas']['NoteRequest'];
export type Notes = components['schemas']['Notes'];
export type NotesError = components['schemas']['NotesError'];
export type NullEnum = components['schemas']['NullEnum'];
export type OfferedLanguage = components['schemas']['OfferedLanguage'];
export type OriginEnum = components['schemas']['OriginEnum'];
export type OutputValidationEnum = components['schemas']['OutputValidationEnum'];
export type OwnTest = components['schemas']['OwnTest'];
export type OwnTestInputRequest = components['schemas']['OwnTestInputRequest'];
export type OwnTestList = components['schemas']['OwnTestList'];
export type OwnTestLists = components['schemas']['OwnTestLists'];
export type OwnTestsRequest = components['schemas']['OwnTestsRequest'];
export type PatchedCandidateChangeRequest = components['schemas']['PatchedCandidateChangeRequest'];
export type PatchedInterviewChangeRequest = components['schemas']['PatchedInterviewChangeRequest'];
export type PatchedPositionChangeRequest = components['schemas']['PatchedPositionChangeRequest'];
export type PositionAnswer = components['schemas']['PositionAnswer'];
export type PositionPage = components['schemas']['PositionPage'];
export type PositionRequest = components['schemas']['PositionRequest'];
export type PositionState = components['schemas']['PositionState'];
export type PracticeRunRequest = components['schemas']['PracticeRunRequest'];
export type Problem = components['schemas']['Problem'];
export type Proctoring = components['schemas']['Proctoring'];
export type ProctoringError = components['schemas']['ProctoringError'];
export type ProctoringState = components['schemas']['ProctoringState'];
export type RatingAnswer = components['schemas']['RatingAnswer'];
export type Recommendation = components['schemas']['Recommendation'];
export type RecordAnswer = components['schemas']['RecordAnswer'];
export type RecordEdition = components['schemas']['RecordEdition'];
export type RecordPage = components['schemas']['RecordPage'];
export type RecordRequest = components['schemas']['RecordRequest'];
export type RecordState = components['schemas']['RecordState'];
export type ReplyRequest = components['schemas']['ReplyRequest'];
export type ResultAnswer = components['schemas']['ResultAnswer'];
export type RunRequest = components['schemas']['RunRequest'];
export type ScorecardAnswer = components['schemas']['ScorecardAnswer'];
export type ScorecardsAnswer = components['schemas']['ScorecardsAnswer'];
export type Session = components['schemas']['Session'];
export type SessionState = components['schemas']['SessionState'];
export type SnapshotReason = components['schemas']['SnapshotReason'];
export type SnapshotRequest = components['schemas']['SnapshotRequest'];
export type StageAnswer = components['schemas']['StageAnswer'];
export type StageMode = components['schemas']['StageMode'];
export type StagesAnswer = components['schemas']['StagesAnswer'];
export type StreamEvent = components['schemas']['StreamEvent'];
export type Submission = components['schemas']['Submission'];
export type SubmissionKind = components['schemas']['SubmissionKind'];
export type Submissions = components['schemas']['Submissions'];
export type SubmissionStatus = components['schemas']['SubmissionStatus'];
export type SubmissionSummary = components['schemas']['SubmissionSummary'];
export type SubmitRequest = components['schemas']['SubmitRequest'];
export type TestResult = components['schemas']['TestResult'];
export type Verdict = components['schemas']['Verdict'];
export type VisibleTest = components['schemas']['VisibleTest'];
export type WayOut = components['schemas']['WayOut'];
export type $defs = Record<string, never>;
export interface operations {
    readonly listApplications: {
        readonly parameters: {
            readonly query?: {
                readonly candidateId?: number;
                /** @description Out of `next` or `previous`. */
                readonly cursor?: string;
                readonly decision?: "undecided" | "on_hold" | "offer" | "hired" | "rejected" | "withdrawn";
                readonly pageSize?: number;
                readonly positionId?: number;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApplicationPage"];
                };
            };
            /** @description Not understood, nothing was done. */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description No token, or one that is not valid: `token_missing`, `token_invalid`. */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The token has no scope for that, or its owner no right: `scope_missing`, `owner_not_allowed`. */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Too many requests: `rate_limited`. */
            readonly 429: {
                headers: {
                    /** @description Seconds to wait. */
                    readonly "Retry-After"?: number;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Our fault. */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    readonly addApplication: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["ApplicationRequest"];
            };
        };
        readonly responses: {
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApplicationAnswer"];
                };
            };
            readonly 201: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApplicationAnswer"];
                };
            };
            /** @description Not understood, nothing was done. */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description No token, or one that is not valid: `token_missing`, `token_invalid`. */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The token has no scope for that, or its owner no right: `scope_missing`, `owner_not_allowed`. */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Not there, or not to be seen by the token's owner: the two are not told apart. */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description In conflict with how things stand. */
            readonly 409: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The body has no declared length. */
            readonly 411: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Too large. */
            readonly 413: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Not JSON. */
            readonly 415: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Too many requests: `rate_limited`. */
            readonly 429: {
                headers: {
                    /** @description Seconds to wait. */
                    readonly "Retry-After"?: number;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Our fault. */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    readonly getApplication: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly application_id: number;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApplicationAnswer"];
                };
            };
            /** @description No token, or one that is not valid: `token_missing`, `token_invalid`. */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The token has no scope for that, or its owner no right: `scope_missing`, `owner_not_allowed`. */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Not there, or not to be seen by the token's owner: the two are not told apart. */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Too many requests: `rate_limited`. */
            readonly 429: {
                headers: {
                    /** @description Seconds to wait. */
                    readonly "Retry-After"?: number;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Our fault. */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    readonly listDecisions: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly application_id: number;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["DecisionsAnswer"];
                };
            };
            /** @description No token, or one that is not valid: `token_missing`, `token_invalid`. */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The token has no scope for that, or its owner no right: `scope_missing`, `owner_not_allowed`. */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Not there, or not to be seen by the token's owner: the two are not told apart. */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Too many requests: `rate_limited`. */
            readonly 429: {
                headers: {
                    /** @description Seconds to wait. */
                    readonly "Retry-After"?: number;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Our fault. */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    readonly addDecision: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly application_id: number;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["DecisionRequest"];
            };
        };
        readonly responses: {
            readonly 201: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApplicationAnswer"];
                };
            };
            /** @description Not understood, nothing was done. */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description No token, or one that is not valid: `token_missing`, `token_invalid`. */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The token has no scope for that, or its owner no right: `scope_missing`, `owner_not_allowed`. */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Not there, or not to be seen by the token's owner: the two are not told apart. */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description In conflict with how things stand. */
            readonly 409: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The body has no declared length. */
            readonly 411: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Too large. */
            readonly 413: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Not JSON. */
            readonly 415: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Too many requests: `rate_limited`. */
            readonly 429: {
                headers: {
                    /** @description Seconds to wait. */
                    readonly "Retry-After"?: number;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Our fault. */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    readonly listCandidates: {
        readonly parameters: {
            readonly query?: {
                /** @description Out of `next` or `previous`. */
                readonly cursor?: string;
                readonly email?: string;
                readonly name?: string;
                readonly pageSize?: number;
                readonly positionId?: number;
                readonly tag?: string;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["CandidatePage"];
                };
            };
            /** @description Not understood, nothing was done. */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description No token, or one that is not valid: `token_missing`, `token_invalid`. */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The token has no scope for that, or its owner no right: `scope_missing`, `owner_not_allowed`. */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Too many requests: `rate_limited`. */
            readonly 429: {
                headers: {
                    /** @description Seconds to wait. */
                    readonly "Retry-After"?: number;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Our fault. */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    readonly addCandidate: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["CandidateRequest"];
            };
        };
        readonly responses: {
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["CandidateAnswer"];
                };
            };
            readonly 201: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["CandidateAnswer"];
                };
            };
            /** @description Not understood, nothing was done. */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description No token, or one that is not valid: `token_missing`, `token_invalid`. */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The token has no scope for that, or its owner no right: `scope_missing`, `owner_not_allowed`. */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Not there, or not to be seen by the token's owner: the two are not told apart. */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description In conflict with how things stand. */
            readonly 409: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The body has no declared length. */
            readonly 411: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Too large. */
            readonly 413: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Not JSON. */
            readonly 415: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Too many requests: `rate_limited`. */
            readonly 429: {
                headers: {
                    /** @description Seconds to wait. */
                    readonly "Retry-After"?: number;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Our fault. */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    readonly getCandidate: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly candidate_id: number;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["CandidateAnswer"];
                };
            };
            /** @description No token, or one that is not valid: `token_missing`, `token_invalid`. */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The token has no scope for that, or its owner no right: `scope_missing`, `owner_not_allowed`. */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Not there, or not to be seen by the token's owner: the two are not told apart. */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Too many requests: `rate_limited`. */
            readonly 429: {
                headers: {
                    /** @description Seconds to wait. */
                    readonly "Retry-After"?: number;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Our fault. */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    readonly changeCandidate: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly candidate_id: number;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: {
            readonly content: {
                readonly "application/json": components["schemas"]["PatchedCandidateChangeRequest"];
            };
        };
        readonly responses: {
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["CandidateAnswer"];
                };
            };
            /** @description Not understood, nothing was done. */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description No token, or one that is not valid: `token_missing`, `token_invalid`. */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The token has no scope for that, or its owner no right: `scope_missing`, `owner_not_allowed`. */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Not there, or not to be seen by the token's owner: the two are not told apart. */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description In conflict with how things stand. */
            readonly 409: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The body has no declared length. */
            readonly 411: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Too large. */
            readonly 413: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Not JSON. */
            readonly 415: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Too many requests: `rate_limited`. */
            readonly 429: {
                headers: {
                    /** @description Seconds to wait. */
                    readonly "Retry-After"?: number;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Our fault. */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    readonly getSession: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description Out of the candidate's link. It is all that is needed, so treat it like a password. */
                readonly token: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Session"];
                };
            };
            /** @description Not there, or not yours: the two are not told apart: `invitation_invalid`, `not_a_dsa_stage`. */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Over for good: `invitation_expired`, `invitation_revoked`, `interview_cancelled`. */
            readonly 410: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Too many requests: `rate_limited`. */
            readonly 429: {
                headers: {
                    /** @description Seconds to wait. */
                    readonly "Retry-After"?: number;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Our fault: `internal_error`. */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    readonly appendDraftLog: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description Out of the candidate's link. It is all that is needed, so treat it like a password. */
                readonly token: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["DraftLogRequest"];
            };
        };
        readonly responses: {
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["DraftLogState"];
                };
            };
            /** @description Not understood, nothing was done: `invalid_request`, `parse_error`, `text_invalid`. */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Not now: `not_started`. */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Not there, or not yours: the two are not told apart: `invitation_invalid`, `not_a_dsa_stage`, `problem_not_found`. */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"];
                };
            };
            /** @description In conflict with how things stand: `language_not_offered`, `draft_log_gap`. */
            readonly 409: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Conflict"];
                };
            };
            /** @description Over for good: `invitation_expired`, `invitation_revoked`, `interview_cancelled`, `session_over`, `interview_over`. */
            readonly 410: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The body has no declared length: `length_required`. */
            readonly 411: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Too large: `too_large`, `source_too_large`, `draft_log_full`. */
            readonly 413: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Not JSON: `unsupported_media_type`. */
            readonly 415: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Understood, and it does not fit: the code says what: `draft_log_invalid`. */
            readonly 422: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Too many requests: `rate_limited`. */
            readonly 429: {
                headers: {
                    /** @description Seconds to wait. */
                    readonly "Retry-After"?: number;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Our fault: `internal_error`. */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    readonly listDrafts: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description Out of the candidate's link. It is all that is needed, so treat it like a password. */
                readonly token: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Drafts"];
                };
            };
            /** @description Not there, or not yours: the two are not told apart: `invitation_invalid`, `not_a_dsa_stage`. */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Over for good: `invitation_expired`, `invitation_revoked`, `interview_cancelled`. */
            readonly 410: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Too many requests: `rate_limited`. */
            readonly 429: {
                headers: {
                    /** @description Seconds to wait. */
                    readonly "Retry-After"?: number;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Our fault: `internal_error`. */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    readonly saveDraft: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly problem_id: string;
                /** @description Out of the candidate's link. It is all that is needed, so treat it like a password. */
                readonly token: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["DraftRequest"];
            };
        };
        readonly responses: {
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Draft"];
                };
            };
            /** @description Not understood, nothing was done: `invalid_request`, `parse_error`, `text_invalid`. */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Not now: `not_started`. */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Not there, or not yours: the two are not told apart: `invitation_invalid`, `not_a_dsa_stage`, `problem_not_found`. */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"];
                };
            };
            /** @description In conflict with how things stand: `language_not_offered`, `draft_conflict`. */
            readonly 409: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Conflict"];
                };
            };
            /** @description Over for good: `invitation_expired`, `invitation_revoked`, `interview_cancelled`, `session_over`, `interview_over`. */
            readonly 410: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The body has no declared length: `length_required`. */
            readonly 411: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Too large: `too_large`, `source_too_large`. */
            readonly 413: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Not JSON: `unsupported_media_type`. */
            readonly 415: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Too many requests: `rate_limited`. */
            readonly 429: {
                headers: {
                    /** @description Seconds to wait. */
                    readonly "Retry-After"?: number;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Our fault: `internal_error`. */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    readonly finishSession: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description Out of the candidate's link. It is all that is needed, so treat it like a password. */
                readonly token: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: {
            readonly content: {
                readonly "application/json": components["schemas"]["FinishRequest"];
            };
        };
        readonly responses: {
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Session"];
                };
            };
            /** @description Not understood, nothing was done: `invalid_request`, `parse_error`, `text_invalid`. */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Not now: `not_started`. */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Not there, or not yours: the two are not told apart: `invitation_invalid`, `not_a_dsa_stage`. */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Over for good: `invitation_expired`, `invitation_revoked`, `interview_cancelled`. */
            readonly 410: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The body has no declared length: `length_required`. */
            readonly 411: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Too large: `too_large`. */
            readonly 413: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Not JSON: `unsupported_media_type`. */
            readonly 415: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Too many requests: `rate_limited`. */
            readonly 429: {
                headers: {
                    /** @description Seconds to wait. */
                    readonly "Retry-After"?: number;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Our fault: `internal_error`. */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    readonly report_incidents: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description Out of the candidate's link. It is all that is needed, so treat it like a password. */
                readonly token: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["IncidentReportRequest"];
            };
        };
        readonly responses: {
            readonly 202: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["AcceptedIncidents"];
                };
            };
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ProctoringError"];
                };
            };
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ProctoringError"];
                };
            };
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ProctoringError"];
                };
            };
            readonly 409: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ProctoringError"];
                };
            };
            readonly 410: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ProctoringError"];
                };
            };
            readonly 411: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ProctoringError"];
                };
            };
            readonly 413: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ProctoringError"];
                };
            };
            readonly 415: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ProctoringError"];
                };
            };
            readonly 429: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ProctoringError"];
                };
            };
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ProctoringError"];
                };
            };
        };
    };
    readonly reply_to_incident: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly incident_id: string;
                /** @description Out of the candidate's link. It is all that is needed, so treat it like a password. */
                readonly token: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["ReplyRequest"];
            };
        };
        readonly responses: {
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ProctoringState"];
                };
            };
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ProctoringError"];
                };
            };
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ProctoringError"];
                };
            };
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ProctoringError"];
                };
            };
            readonly 409: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ProctoringError"];
                };
            };
            readonly 410: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ProctoringError"];
                };
            };
            readonly 411: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ProctoringError"];
                };
            };
            readonly 413: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ProctoringError"];
                };
            };
            readonly 415: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ProctoringError"];
                };
            };
            readonly 429: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ProctoringError"];
                };
            };
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ProctoringError"];
                };
            };
        };
    };
    readonly listOwnTests: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description Out of the candidate's link. It is all that is needed, so treat it like a password. */
                readonly token: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["OwnTestLists"];
                };
            };
            /** @description Not there, or not yours: the two are not told apart: `invitation_invalid`, `not_a_dsa_stage`. */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Over for good: `invitation_expired`, `invitation_revoked`, `interview_cancelled`. */
            readonly 410: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Too many requests: `rate_limited`. */
            readonly 429: {
                headers: {
                    /** @description Seconds to wait. */
                    readonly "Retry-After"?: number;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Our fault: `internal_error`. */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    readonly saveOwnTests: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly problem_id: string;
                /** @description Out of the candidate's link. It is all that is needed, so treat it like a password. */
                readonly token: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["OwnTestsRequest"];
            };
        };
        readonly responses: {
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["OwnTestList"];
                };
            };
            /** @description Not understood, nothing was done: `invalid_request`, `parse_error`, `text_invalid`. */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Not now: `not_started`. */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Not there, or not yours: the two are not told apart: `invitation_invalid`, `not_a_dsa_stage`, `problem_not_found`. */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Over for good: `invitation_expired`, `invitation_revoked`, `interview_cancelled`, `session_over`, `interview_over`. */
            readonly 410: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The body has no declared length: `length_required`. */
            readonly 411: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Too large: `too_large`, `own_tests_too_large`. */
            readonly 413: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Not JSON: `unsupported_media_type`. */
            readonly 415: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Too many requests: `rate_limited`. */
            readonly 429: {
                headers: {
                    /** @description Seconds to wait. */
                    readonly "Retry-After"?: number;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Our fault: `internal_error`. */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    readonly getPractice: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description Out of the candidate's link. It is all that is needed, so treat it like a password. */
                readonly token: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Session"];
                };
            };
            /** @description Not there, or not yours: the two are not told apart: `invitation_invalid`, `not_a_dsa_stage`. */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"];
                };
            };
            /** @description In conflict with how things stand: `practice_over`. */
            readonly 409: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Conflict"];
                };
            };
            /** @description Over for good: `invitation_expired`, `invitation_revoked`, `interview_cancelled`. */
            readonly 410: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Too many requests: `rate_limited`. */
            readonly 429: {
                headers: {
                    /** @description Seconds to wait. */
                    readonly "Retry-After"?: number;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Our fault: `internal_error`. */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Not possible at the moment: `execution_unavailable`. */
            readonly 503: {
                headers: {
                    /** @description Seconds to wait. */
                    readonly "Retry-After"?: number;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    readonly runPractice: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description Out of the candidate's link. It is all that is needed, so treat it like a password. */
                readonly token: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["PracticeRunRequest"];
            };
        };
        readonly responses: {
            readonly 202: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Submission"];
                };
            };
            /** @description Not understood, nothing was done: `invalid_request`, `parse_error`, `text_invalid`. */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Not there, or not yours: the two are not told apart: `invitation_invalid`, `not_a_dsa_stage`. */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"];
                };
            };
            /** @description In conflict with how things stand: `practice_over`, `language_not_offered`. */
            readonly 409: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Conflict"];
                };
            };
            /** @description Over for good: `invitation_expired`, `invitation_revoked`, `interview_cancelled`. */
            readonly 410: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The body has no declared length: `length_required`. */
            readonly 411: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Too large: `too_large`, `source_too_large`, `own_tests_too_large`. */
            readonly 413: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Not JSON: `unsupported_media_type`. */
            readonly 415: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Too many requests: `rate_limited`. */
            readonly 429: {
                headers: {
                    /** @description Seconds to wait. */
                    readonly "Retry-After"?: number;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Our fault: `internal_error`. */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Not possible at the moment: `execution_unavailable`. */
            readonly 503: {
                headers: {
                    /** @description Seconds to wait. */
                    readonly "Retry-After"?: number;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    readonly getPracticeRun: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description Its `id`. */
                readonly run_id: string;
                /** @description Out of the candidate's link. It is all that is needed, so treat it like a password. */
                readonly token: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Submission"];
                };
            };
            /** @description Not there, or not yours: the two are not told apart: `invitation_invalid`, `not_a_dsa_stage`, `submission_not_found`. */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Over for good: `invitation_expired`, `invitation_revoked`, `interview_cancelled`. */
            readonly 410: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Too many requests: `rate_limited`. */
            readonly 429: {
                headers: {
                    /** @description Seconds to wait. */
                    readonly "Retry-After"?: number;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Our fault: `internal_error`. */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    readonly proctoring: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description Out of the candidate's link. It is all that is needed, so treat it like a password. */
                readonly token: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ProctoringState"];
                };
            };
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ProctoringError"];
                };
            };
            readonly 410: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ProctoringError"];
                };
            };
            readonly 429: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ProctoringError"];
                };
            };
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ProctoringError"];
                };
            };
        };
    };
    readonly check_camera: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description Out of the candidate's link. It is all that is needed, so treat it like a password. */
                readonly token: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ProctoringState"];
                };
            };
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ProctoringError"];
                };
            };
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ProctoringError"];
                };
            };
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ProctoringError"];
                };
            };
            readonly 409: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ProctoringError"];
                };
            };
            readonly 410: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ProctoringError"];
                };
            };
            readonly 411: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ProctoringError"];
                };
            };
            readonly 413: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ProctoringError"];
                };
            };
            readonly 415: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ProctoringError"];
                };
            };
            readonly 429: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ProctoringError"];
                };
            };
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ProctoringError"];
                };
            };
        };
    };
    readonly answer_consent: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description Out of the candidate's link. It is all that is needed, so treat it like a password. */
                readonly token: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["ConsentAnswerRequest"];
            };
        };
        readonly responses: {
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ProctoringState"];
                };
            };
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ProctoringError"];
                };
            };
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ProctoringError"];
                };
            };
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ProctoringError"];
                };
            };
            readonly 409: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ProctoringError"];
                };
            };
            readonly 410: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ProctoringError"];
                };
            };
            readonly 411: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ProctoringError"];
                };
            };
            readonly 413: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ProctoringError"];
                };
            };
            readonly 415: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ProctoringError"];
                };
            };
            readonly 429: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ProctoringError"];
                };
            };
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ProctoringError"];
                };
            };
        };
    };
    readonly ask_for_exemption: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description Out of the candidate's link. It is all that is needed, so treat it like a password. */
                readonly token: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: {
            readonly content: {
                readonly "application/json": components["schemas"]["AskForExemptionRequest"];
            };
        };
        readonly responses: {
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ProctoringState"];
                };
            };
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ProctoringError"];
                };
            };
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ProctoringError"];
                };
            };
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ProctoringError"];
                };
            };
            readonly 409: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ProctoringError"];
                };
            };
            readonly 410: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ProctoringError"];
                };
            };
            readonly 411: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ProctoringError"];
                };
            };
            readonly 413: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ProctoringError"];
                };
            };
            readonly 415: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ProctoringError"];
                };
            };
            readonly 429: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ProctoringError"];
                };
            };
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ProctoringError"];
                };
            };
        };
    };
    readonly run: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description The same key with the same body gives the submission that it made before. */
                readonly "Idempotency-Key"?: string;
                /** @description `wait=N` waits for the results, up to N seconds and at most 30. */
                readonly Prefer?: string;
            };
            readonly path: {
                /** @description Out of the candidate's link. It is all that is needed, so treat it like a password. */
                readonly token: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["RunRequest"];
            };
        };
        readonly responses: {
            /** @description Judged already. */
            readonly 200: {
                headers: {
                    /** @description Where the submission is found. */
                    readonly Location?: string;
                    readonly "Preference-Applied"?: string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Submission"];
                };
            };
            /** @description Queued, or still being judged. */
            readonly 202: {
                headers: {
                    /** @description Where the submission is found. */
                    readonly Location?: string;
                    readonly "Preference-Applied"?: string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Submission"];
                };
            };
            /** @description Not understood, nothing was done: `invalid_request`, `parse_error`, `text_invalid`. */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Not now: `not_started`. */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Not there, or not yours: the two are not told apart: `invitation_invalid`, `not_a_dsa_stage`, `problem_not_found`. */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"];
                };
            };
            /** @description In conflict with how things stand: `language_not_offered`, `runs_in_flight`. */
            readonly 409: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Conflict"];
                };
            };
            /** @description Over for good: `invitation_expired`, `invitation_revoked`, `interview_cancelled`, `session_over`, `interview_over`. */
            readonly 410: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The body has no declared length: `length_required`. */
            readonly 411: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Too large: `too_large`, `source_too_large`, `input_too_large`, `own_tests_too_large`. */
            readonly 413: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Not JSON: `unsupported_media_type`. */
            readonly 415: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Understood, and it does not fit: the code says what: `idempotency_key_reused`. */
            readonly 422: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Too many requests: `rate_limited`. */
            readonly 429: {
                headers: {
                    /** @description Seconds to wait. */
                    readonly "Retry-After"?: number;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Our fault: `internal_error`. */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Not possible at the moment: `execution_unavailable`. */
            readonly 503: {
                headers: {
                    /** @description Seconds to wait. */
                    readonly "Retry-After"?: number;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    readonly send_snapshot: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description Out of the candidate's link. It is all that is needed, so treat it like a password. */
                readonly token: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "multipart/form-data": components["schemas"]["SnapshotRequest"];
            };
        };
        readonly responses: {
            readonly 202: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["AcceptedSnapshot"];
                };
            };
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ProctoringError"];
                };
            };
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ProctoringError"];
                };
            };
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ProctoringError"];
                };
            };
            readonly 409: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ProctoringError"];
                };
            };
            readonly 410: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ProctoringError"];
                };
            };
            readonly 411: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ProctoringError"];
                };
            };
            readonly 413: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ProctoringError"];
                };
            };
            readonly 415: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ProctoringError"];
                };
            };
            readonly 429: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ProctoringError"];
                };
            };
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ProctoringError"];
                };
            };
            readonly 503: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ProctoringError"];
                };
            };
        };
    };
    readonly startSession: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description Out of the candidate's link. It is all that is needed, so treat it like a password. */
                readonly token: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Session"];
                };
            };
            /** @description Not understood, nothing was done: `invalid_request`, `parse_error`, `text_invalid`. */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Not now: `not_yet_open`, `consent_required`, `camera_required`. */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Not there, or not yours: the two are not told apart: `invitation_invalid`, `not_a_dsa_stage`. */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"];
                };
            };
            /** @description In conflict with how things stand: `no_problems`. */
            readonly 409: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Conflict"];
                };
            };
            /** @description Over for good: `invitation_expired`, `invitation_revoked`, `interview_cancelled`, `session_over`, `interview_over`. */
            readonly 410: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The body has no declared length: `length_required`. */
            readonly 411: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Too large: `too_large`. */
            readonly 413: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Not JSON: `unsupported_media_type`. */
            readonly 415: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Too many requests: `rate_limited`. */
            readonly 429: {
                headers: {
                    /** @description Seconds to wait. */
                    readonly "Retry-After"?: number;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Our fault: `internal_error`. */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    readonly listSubmissions: {
        readonly parameters: {
            readonly query?: {
                /** @description Only this problem's. */
                readonly problemId?: string;
            };
            readonly header?: never;
            readonly path: {
                /** @description Out of the candidate's link. It is all that is needed, so treat it like a password. */
                readonly token: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Submissions"];
                };
            };
            /** @description Not understood, nothing was done: `invalid_request`. */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Not there, or not yours: the two are not told apart: `invitation_invalid`, `not_a_dsa_stage`, `problem_not_found`. */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Over for good: `invitation_expired`, `invitation_revoked`, `interview_cancelled`. */
            readonly 410: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Too many requests: `rate_limited`. */
            readonly 429: {
                headers: {
                    /** @description Seconds to wait. */
                    readonly "Retry-After"?: number;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Our fault: `internal_error`. */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    readonly getSubmission: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly submission_id: string;
                /** @description Out of the candidate's link. It is all that is needed, so treat it like a password. */
                readonly token: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Submission"];
                };
            };
            /** @description Not there, or not yours: the two are not told apart: `invitation_invalid`, `not_a_dsa_stage`, `submission_not_found`. */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Over for good: `invitation_expired`, `invitation_revoked`, `interview_cancelled`. */
            readonly 410: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Too many requests: `rate_limited`. */
            readonly 429: {
                headers: {
                    /** @description Seconds to wait. */
                    readonly "Retry-After"?: number;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Our fault: `internal_error`. */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    readonly streamSubmission: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description The id of the last event that was received; browsers send it by themselves. */
                readonly "Last-Event-ID"?: string;
            };
            readonly path: {
                readonly submission_id: string;
                /** @description Out of the candidate's link. It is all that is needed, so treat it like a password. */
                readonly token: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Events `submission` (data: a Submission) and `result` (data: a TestResult). */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "text/event-stream": components["schemas"]["StreamEvent"];
                };
            };
            /** @description Last-Event-ID is that of the end: there is nothing more. */
            readonly 204: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Not there, or not yours: the two are not told apart: `invitation_invalid`, `not_a_dsa_stage`, `submission_not_found`. */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Over for good: `invitation_expired`, `invitation_revoked`, `interview_cancelled`. */
            readonly 410: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Too many requests: `rate_limited`, `too_many_streams`. */
            readonly 429: {
                headers: {
                    /** @description Seconds to wait. */
                    readonly "Retry-After"?: number;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Our fault: `internal_error`. */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    readonly submit: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description The same key with the same body gives the submission that it made before. */
                readonly "Idempotency-Key"?: string;
                /** @description `wait=N` waits for the results, up to N seconds and at most 30. */
                readonly Prefer?: string;
            };
            readonly path: {
                /** @description Out of the candidate's link. It is all that is needed, so treat it like a password. */
                readonly token: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["SubmitRequest"];
            };
        };
        readonly responses: {
            /** @description Judged already. */
            readonly 200: {
                headers: {
                    /** @description Where the submission is found. */
                    readonly Location?: string;
                    readonly "Preference-Applied"?: string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Submission"];
                };
            };
            /** @description Queued, or still being judged. */
            readonly 202: {
                headers: {
                    /** @description Where the submission is found. */
                    readonly Location?: string;
                    readonly "Preference-Applied"?: string;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Submission"];
                };
            };
            /** @description Not understood, nothing was done: `invalid_request`, `parse_error`, `text_invalid`. */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Not now: `not_started`. */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Not there, or not yours: the two are not told apart: `invitation_invalid`, `not_a_dsa_stage`, `problem_not_found`. */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"];
                };
            };
            /** @description In conflict with how things stand: `language_not_offered`, `submission_in_flight`. */
            readonly 409: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Conflict"];
                };
            };
            /** @description Over for good: `invitation_expired`, `invitation_revoked`, `interview_cancelled`, `session_over`, `interview_over`. */
            readonly 410: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"];
                };
            };
            /** @description The body has no declared length: `length_required`. */
            readonly 411: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Too large: `too_large`, `source_too_large`. */
            readonly 413: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Not JSON: `unsupported_media_type`. */
            readonly 415: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Understood, and it does not fit: the code says what: `idempotency_key_reused`. */
            readonly 422: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Too many requests: `rate_limited`. */
            readonly 429: {
                headers: {
                    /** @description Seconds to wait. */
                    readonly "Retry-After"?: number;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Our fault: `internal_error`. */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"];
                };
            };
            /** @description Not possible at the moment: `execution_unavailable`. */
            readonly 503: {
                headers: {
                    /** @description Seconds to wait. */
                    readonly "Retry-After"?: number;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Error"];
                };
            };
        };
    };
    readonly listInterviewers: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["InterviewersAnswer"];
                };
            };
            /** @description No token, or one that is not valid: `token_missing`, `token_invalid`. */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The token has no scope for that, or its owner no right: `scope_missing`, `owner_not_allowed`. */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Too many requests: `rate_limited`. */
            readonly 429: {
                headers: {
                    /** @description Seconds to wait. */
                    readonly "Retry-After"?: number;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Our fault. */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    readonly listInterviews: {
        readonly parameters: {
            readonly query?: {
                readonly applicationId?: number;
                readonly candidateId?: number;
                /** @description Out of `next` or `previous`. */
                readonly cursor?: string;
                readonly interviewerId?: number;
                readonly pageSize?: number;
                readonly positionId?: number;
                readonly stage?: string;
                readonly startBefore?: string;
                readonly startFrom?: string;
                readonly state?: "scheduled" | "live" | "completed" | "cancelled";
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["InterviewPage"];
                };
            };
            /** @description Not understood, nothing was done. */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description No token, or one that is not valid: `token_missing`, `token_invalid`. */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The token has no scope for that, or its owner no right: `scope_missing`, `owner_not_allowed`. */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Too many requests: `rate_limited`. */
            readonly 429: {
                headers: {
                    /** @description Seconds to wait. */
                    readonly "Retry-After"?: number;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Our fault. */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    readonly scheduleInterview: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description The same key with the same body gives the interview that it made before, for a week. */
                readonly "Idempotency-Key"?: string;
            };
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["InterviewRequest"];
            };
        };
        readonly responses: {
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["InterviewAnswer"];
                };
            };
            readonly 201: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["InterviewAnswer"];
                };
            };
            /** @description Not understood, nothing was done. */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description No token, or one that is not valid: `token_missing`, `token_invalid`. */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The token has no scope for that, or its owner no right: `scope_missing`, `owner_not_allowed`. */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Not there, or not to be seen by the token's owner: the two are not told apart. */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description In conflict with how things stand. */
            readonly 409: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The body has no declared length. */
            readonly 411: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Too large. */
            readonly 413: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Not JSON. */
            readonly 415: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The key was used for something else: `idempotency_key_reused`. */
            readonly 422: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Too many requests: `rate_limited`. */
            readonly 429: {
                headers: {
                    /** @description Seconds to wait. */
                    readonly "Retry-After"?: number;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Our fault. */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    readonly getInterview: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly interview_id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["InterviewAnswer"];
                };
            };
            /** @description No token, or one that is not valid: `token_missing`, `token_invalid`. */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The token has no scope for that, or its owner no right: `scope_missing`, `owner_not_allowed`. */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Not there, or not to be seen by the token's owner: the two are not told apart. */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Too many requests: `rate_limited`. */
            readonly 429: {
                headers: {
                    /** @description Seconds to wait. */
                    readonly "Retry-After"?: number;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Our fault. */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    readonly changeInterview: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly interview_id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: {
            readonly content: {
                readonly "application/json": components["schemas"]["PatchedInterviewChangeRequest"];
            };
        };
        readonly responses: {
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["InterviewAnswer"];
                };
            };
            /** @description Not understood, nothing was done. */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description No token, or one that is not valid: `token_missing`, `token_invalid`. */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The token has no scope for that, or its owner no right: `scope_missing`, `owner_not_allowed`. */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Not there, or not to be seen by the token's owner: the two are not told apart. */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description In conflict with how things stand. */
            readonly 409: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The body has no declared length. */
            readonly 411: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Too large. */
            readonly 413: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Not JSON. */
            readonly 415: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Too many requests: `rate_limited`. */
            readonly 429: {
                headers: {
                    /** @description Seconds to wait. */
                    readonly "Retry-After"?: number;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Our fault. */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    readonly cancelInterview: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly interview_id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["InterviewAnswer"];
                };
            };
            /** @description Not understood, nothing was done. */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description No token, or one that is not valid: `token_missing`, `token_invalid`. */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The token has no scope for that, or its owner no right: `scope_missing`, `owner_not_allowed`. */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Not there, or not to be seen by the token's owner: the two are not told apart. */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description In conflict with how things stand. */
            readonly 409: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The body has no declared length. */
            readonly 411: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Too large. */
            readonly 413: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Not JSON. */
            readonly 415: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Too many requests: `rate_limited`. */
            readonly 429: {
                headers: {
                    /** @description Seconds to wait. */
                    readonly "Retry-After"?: number;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Our fault. */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    readonly listNotes: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly interview_id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Notes"];
                };
            };
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["NotesError"];
                };
            };
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["NotesError"];
                };
            };
            readonly 429: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["NotesError"];
                };
            };
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["NotesError"];
                };
            };
        };
    };
    readonly saveNote: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly interview_id: string;
                readonly note_id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["NoteRequest"];
            };
        };
        readonly responses: {
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["NoteAnswer"];
                };
            };
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["NotesError"];
                };
            };
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["NotesError"];
                };
            };
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["NotesError"];
                };
            };
            readonly 409: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["NotesError"];
                };
            };
            readonly 411: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["NotesError"];
                };
            };
            readonly 413: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["NotesError"];
                };
            };
            readonly 415: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["NotesError"];
                };
            };
            readonly 429: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["NotesError"];
                };
            };
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["NotesError"];
                };
            };
        };
    };
    readonly removeNote: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly interview_id: string;
                readonly note_id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["NoteRemoved"];
                };
            };
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["NotesError"];
                };
            };
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["NotesError"];
                };
            };
            readonly 409: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["NotesError"];
                };
            };
            readonly 429: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["NotesError"];
                };
            };
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["NotesError"];
                };
            };
        };
    };
    readonly listScorecards: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly interview_id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ScorecardsAnswer"];
                };
            };
            /** @description No token, or one that is not valid: `token_missing`, `token_invalid`. */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The token has no scope for that, or its owner no right: `scope_missing`, `owner_not_allowed`. */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Not there, or not to be seen by the token's owner: the two are not told apart. */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Too many requests: `rate_limited`. */
            readonly 429: {
                headers: {
                    /** @description Seconds to wait. */
                    readonly "Retry-After"?: number;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Our fault. */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    readonly listInvitations: {
        readonly parameters: {
            readonly query?: {
                readonly candidateId?: number;
                /** @description Out of `next` or `previous`. */
                readonly cursor?: string;
                readonly interviewId?: string;
                readonly pageSize?: number;
                readonly status?: "valid" | "expired" | "revoked";
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["InvitationPage"];
                };
            };
            /** @description Not understood, nothing was done. */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description No token, or one that is not valid: `token_missing`, `token_invalid`. */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The token has no scope for that, or its owner no right: `scope_missing`, `owner_not_allowed`. */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Too many requests: `rate_limited`. */
            readonly 429: {
                headers: {
                    /** @description Seconds to wait. */
                    readonly "Retry-After"?: number;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Our fault. */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    readonly addInvitation: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["InvitationRequest"];
            };
        };
        readonly responses: {
            readonly 201: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["InvitationAnswer"];
                };
            };
            /** @description Not understood, nothing was done. */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description No token, or one that is not valid: `token_missing`, `token_invalid`. */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The token has no scope for that, or its owner no right: `scope_missing`, `owner_not_allowed`. */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Not there, or not to be seen by the token's owner: the two are not told apart. */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description In conflict with how things stand. */
            readonly 409: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The body has no declared length. */
            readonly 411: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Too large. */
            readonly 413: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Not JSON. */
            readonly 415: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Too many requests: `rate_limited`. */
            readonly 429: {
                headers: {
                    /** @description Seconds to wait. */
                    readonly "Retry-After"?: number;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Our fault. */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    readonly getInvitation: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly invitation_id: number;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["InvitationAnswer"];
                };
            };
            /** @description No token, or one that is not valid: `token_missing`, `token_invalid`. */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The token has no scope for that, or its owner no right: `scope_missing`, `owner_not_allowed`. */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Not there, or not to be seen by the token's owner: the two are not told apart. */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Too many requests: `rate_limited`. */
            readonly 429: {
                headers: {
                    /** @description Seconds to wait. */
                    readonly "Retry-After"?: number;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Our fault. */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    readonly renewInvitation: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly invitation_id: number;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: {
            readonly content: {
                readonly "application/json": components["schemas"]["InvitationRenewalRequest"];
            };
        };
        readonly responses: {
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["InvitationAnswer"];
                };
            };
            /** @description Not understood, nothing was done. */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description No token, or one that is not valid: `token_missing`, `token_invalid`. */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The token has no scope for that, or its owner no right: `scope_missing`, `owner_not_allowed`. */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Not there, or not to be seen by the token's owner: the two are not told apart. */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description In conflict with how things stand. */
            readonly 409: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The body has no declared length. */
            readonly 411: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Too large. */
            readonly 413: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Not JSON. */
            readonly 415: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Too many requests: `rate_limited`. */
            readonly 429: {
                headers: {
                    /** @description Seconds to wait. */
                    readonly "Retry-After"?: number;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Our fault. */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    readonly revokeInvitation: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly invitation_id: number;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["InvitationAnswer"];
                };
            };
            /** @description Not understood, nothing was done. */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description No token, or one that is not valid: `token_missing`, `token_invalid`. */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The token has no scope for that, or its owner no right: `scope_missing`, `owner_not_allowed`. */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Not there, or not to be seen by the token's owner: the two are not told apart. */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The body has no declared length. */
            readonly 411: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Too large. */
            readonly 413: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Not JSON. */
            readonly 415: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Too many requests: `rate_limited`. */
            readonly 429: {
                headers: {
                    /** @description Seconds to wait. */
                    readonly "Retry-After"?: number;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Our fault. */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    readonly listPositions: {
        readonly parameters: {
            readonly query?: {
                /** @description Out of `next` or `previous`. */
                readonly cursor?: string;
                readonly pageSize?: number;
                readonly state?: "open" | "archived";
                /** @description A part of it. */
                readonly title?: string;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["PositionPage"];
                };
            };
            /** @description Not understood, nothing was done. */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description No token, or one that is not valid: `token_missing`, `token_invalid`. */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The token has no scope for that, or its owner no right: `scope_missing`, `owner_not_allowed`. */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Too many requests: `rate_limited`. */
            readonly 429: {
                headers: {
                    /** @description Seconds to wait. */
                    readonly "Retry-After"?: number;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Our fault. */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    readonly addPosition: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["PositionRequest"];
            };
        };
        readonly responses: {
            readonly 201: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["PositionAnswer"];
                };
            };
            /** @description Not understood, nothing was done. */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description No token, or one that is not valid: `token_missing`, `token_invalid`. */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The token has no scope for that, or its owner no right: `scope_missing`, `owner_not_allowed`. */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The body has no declared length. */
            readonly 411: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Too large. */
            readonly 413: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Not JSON. */
            readonly 415: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Too many requests: `rate_limited`. */
            readonly 429: {
                headers: {
                    /** @description Seconds to wait. */
                    readonly "Retry-After"?: number;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Our fault. */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    readonly getPosition: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly position_id: number;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["PositionAnswer"];
                };
            };
            /** @description No token, or one that is not valid: `token_missing`, `token_invalid`. */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The token has no scope for that, or its owner no right: `scope_missing`, `owner_not_allowed`. */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Not there, or not to be seen by the token's owner: the two are not told apart. */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Too many requests: `rate_limited`. */
            readonly 429: {
                headers: {
                    /** @description Seconds to wait. */
                    readonly "Retry-After"?: number;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Our fault. */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    readonly changePosition: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly position_id: number;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: {
            readonly content: {
                readonly "application/json": components["schemas"]["PatchedPositionChangeRequest"];
            };
        };
        readonly responses: {
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["PositionAnswer"];
                };
            };
            /** @description Not understood, nothing was done. */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description No token, or one that is not valid: `token_missing`, `token_invalid`. */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The token has no scope for that, or its owner no right: `scope_missing`, `owner_not_allowed`. */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Not there, or not to be seen by the token's owner: the two are not told apart. */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The body has no declared length. */
            readonly 411: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Too large. */
            readonly 413: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Not JSON. */
            readonly 415: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Too many requests: `rate_limited`. */
            readonly 429: {
                headers: {
                    /** @description Seconds to wait. */
                    readonly "Retry-After"?: number;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Our fault. */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    readonly listRecords: {
        readonly parameters: {
            readonly query?: {
                /** @description Out of `next` or `previous`. */
                readonly cursor?: string;
                readonly edition?: "recruiter" | "candidate";
                readonly interviewId?: string;
                readonly pageSize?: number;
                readonly state?: "queued" | "working" | "made" | "failed";
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["RecordPage"];
                };
            };
            /** @description Not understood, nothing was done. */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description No token, or one that is not valid: `token_missing`, `token_invalid`. */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The token has no scope for that, or its owner no right: `scope_missing`, `owner_not_allowed`. */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Too many requests: `rate_limited`. */
            readonly 429: {
                headers: {
                    /** @description Seconds to wait. */
                    readonly "Retry-After"?: number;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Our fault. */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    readonly requestRecord: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["RecordRequest"];
            };
        };
        readonly responses: {
            readonly 202: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["RecordAnswer"];
                };
            };
            /** @description Not understood, nothing was done. */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description No token, or one that is not valid: `token_missing`, `token_invalid`. */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The token has no scope for that, or its owner no right: `scope_missing`, `owner_not_allowed`. */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Not there, or not to be seen by the token's owner: the two are not told apart. */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description In conflict with how things stand. */
            readonly 409: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The body has no declared length. */
            readonly 411: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Too large. */
            readonly 413: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Not JSON. */
            readonly 415: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Too many requests: `rate_limited`. */
            readonly 429: {
                headers: {
                    /** @description Seconds to wait. */
                    readonly "Retry-After"?: number;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Our fault. */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    readonly getRecord: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly record_id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["RecordAnswer"];
                };
            };
            /** @description No token, or one that is not valid: `token_missing`, `token_invalid`. */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The token has no scope for that, or its owner no right: `scope_missing`, `owner_not_allowed`. */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Not there, or not to be seen by the token's owner: the two are not told apart. */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Too many requests: `rate_limited`. */
            readonly 429: {
                headers: {
                    /** @description Seconds to wait. */
                    readonly "Retry-After"?: number;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Our fault. */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    readonly getRecordFile: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly record_id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description One HTML file, to be saved: it plays without a server and without a network. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "text/html": Blob;
                };
            };
            /** @description No token, or one that is not valid: `token_missing`, `token_invalid`. */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The token has no scope for that, or its owner no right: `scope_missing`, `owner_not_allowed`. */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Not there, or not to be seen by the token's owner: the two are not told apart. */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description In conflict with how things stand. */
            readonly 409: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Too many requests: `rate_limited`. */
            readonly 429: {
                headers: {
                    /** @description Seconds to wait. */
                    readonly "Retry-After"?: number;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Our fault. */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    readonly listResults: {
        readonly parameters: {
            readonly query?: {
                readonly applicationId?: number;
                readonly candidateId?: number;
                /** @description Out of `next` or `previous`. */
                readonly cursor?: string;
                readonly interviewId?: string;
                readonly pageSize?: number;
                readonly positionId?: number;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["InvitationResultsPage"];
                };
            };
            /** @description Not understood, nothing was done. */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description No token, or one that is not valid: `token_missing`, `token_invalid`. */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The token has no scope for that, or its owner no right: `scope_missing`, `owner_not_allowed`. */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Too many requests: `rate_limited`. */
            readonly 429: {
                headers: {
                    /** @description Seconds to wait. */
                    readonly "Retry-After"?: number;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Our fault. */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    readonly listStages: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["StagesAnswer"];
                };
            };
            /** @description No token, or one that is not valid: `token_missing`, `token_invalid`. */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description The token has no scope for that, or its owner no right: `scope_missing`, `owner_not_allowed`. */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Too many requests: `rate_limited`. */
            readonly 429: {
                headers: {
                    /** @description Seconds to wait. */
                    readonly "Retry-After"?: number;
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Our fault. */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
}
export const acceptedSnapshotStatusEnumValues = ["received"] as const;
export const applicationDecisionValues = ["undecided","on_hold","offer","hired","rejected","withdrawn"] as const;
export const consentDecisionValues = ["given","declined"] as const;
export const consentStatusValues = ["required","given","declined","exempted"] as const;
export const editorAssistanceEnumValues = ["none","words","full"] as const;
export const eventEnumValues = ["submission","result"] as const;
export const finishReasonValues = ["candidate","deadline","interview_ended","recruiter"] as const;
export const incidentKindValues = ["camera_lost","camera_covered","camera_ended","permission_revoked","tab_hidden","tab_shown","fullscreen_left","large_paste","window_blur","window_focus","network_lost","network_back","capture_failed"] as const;
export const interviewStateValues = ["scheduled","live","completed","cancelled"] as const;
export const invitationStatusValues = ["valid","expired","revoked"] as const;
export const languageValues = ["python","c","cpp","java","javascript","typescript","go","rust","csharp","kotlin","ruby","php","bash","sql"] as const;
export const originEnumValues = ["typed","pasted","dropped","completed","starter","loaded","restored"] as const;
export const outputValidationEnumValues = ["default","custom","interactive"] as const;
export const positionStateValues = ["open","archived"] as const;
export const recordEditionValues = ["recruiter","candidate"] as const;
export const recordStateValues = ["queued","working","made","failed"] as const;
export const sessionStateValues = ["waiting","active","finished"] as const;
export const snapshotReasonValues = ["start","interval","submit"] as const;
export const stageModeValues = ["live","dsa"] as const;
export const submissionKindValues = ["run","submit"] as const;
export const submissionStatusValues = ["queued","running","finished","failed"] as const;
export const verdictValues = ["AC","WA","TLE","MLE","OLE","RTE","CE","IE"] as const;
