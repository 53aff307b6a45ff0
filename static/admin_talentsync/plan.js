// The planning page while it is filled in: what a stage uses, the candidate's time, who is free, which questions there are.
"use strict";

// A scope of its own: the page's scripts share the outermost.
{
  const PAUSE_MS = 250;
  const form = document.getElementById("plan-form");
  const stages = JSON.parse(document.getElementById("stage-modes").textContent);
  const candidate = form.elements.candidate;
  const zone = form.elements.time_zone;
  const known = document.getElementById("known-candidates");
  const zones = new Map();

  function later(work) {
    let timer;
    return () => {
      clearTimeout(timer);
      timer = setTimeout(work, PAUSE_MS);
    };
  }

  async function ask(address, parameters) {
    try {
      const answer = await fetch(`${address}?${new URLSearchParams(parameters)}`, { redirect: "error" });
      return answer.ok ? await answer.json() : null;
    } catch {
      return null; // the network is away; what is sent is checked again
    }
  }

  const findCandidates = later(async () => {
    const found = await ask(form.dataset.candidates, { q: candidate.value });
    if (!found) return;
    known.replaceChildren(
      ...found.candidates.map(({ text, timeZone }) => {
        zones.set(text, timeZone);
        return Object.assign(document.createElement("option"), { value: text });
      }),
    );
  });

  candidate.addEventListener("input", () => {
    const chosen = zones.get(candidate.value);
    if (chosen === undefined) return findCandidates();
    if (chosen) zone.value = chosen;
    zone.dispatchEvent(new Event("change", { bubbles: true }));
  });
  // Somebody may have typed before this script came.
  if (candidate.value) findCandidates();

  for (const round of form.querySelectorAll("[data-round]")) {
    const field = (name) => round.querySelector(`[name$="-${name}"]`);
    const stage = field("stage");
    const there = round.querySelector(".plan-there");
    const wholeBank = field("whole_bank");
    const ownQuestions = round.querySelector("[data-own-questions]");
    const questions = [...round.querySelectorAll(".plan-bank li[data-stage]")];
    const chosen = round.querySelector("[data-chosen]");

    const when = () => round.querySelector('[name$="-when"]:checked')?.value ?? "at";

    function showWhatCounts() {
      for (const part of round.querySelectorAll("[data-mode]")) {
        part.hidden = part.dataset.mode !== stages[stage.value]?.mode;
      }
      for (const part of round.querySelectorAll("[data-when]")) part.hidden = part.dataset.when !== when();
      ownQuestions.hidden = wholeBank.checked;
      field("duration").placeholder = stages[stage.value]?.minutes ?? "";
    }

    const showTimes = later(async () => {
      const minutes = field("duration").value || stages[stage.value]?.minutes;
      const told = field("start").value && (await ask(form.dataset.times, { start: field("start").value, minutes, zone: zone.value }));
      there.textContent = !told ? "" : told.isPast ? "This time has passed." : told.there ? `For the candidate: ${told.there}` : `In all zones alike: ${told.here}`;
      for (const place of round.querySelectorAll(".plan-busy")) {
        place.textContent = !told ? "" : (told.busy[place.dataset.person] ? `has ${told.busy[place.dataset.person]}` : "free");
        place.classList.toggle("is-busy", Boolean(told && told.busy[place.dataset.person]));
      }
    });

    function filterQuestions() {
      const wanted = Object.fromEntries([...round.querySelectorAll("[data-filter]")].map((each) => [each.dataset.filter, each.value.trim().toLowerCase()]));
      for (const question of questions) {
        const { difficulty, minutes, tags } = question.dataset;
        question.hidden = !(
          question.textContent.toLowerCase().includes(wanted.text) &&
          (!wanted.difficulty || difficulty === wanted.difficulty) &&
          (!wanted.tag || tags.split(",").includes(wanted.tag)) &&
          (!wanted.minutes || (minutes && Number(minutes) <= Number(wanted.minutes)))
        );
      }
      countQuestions();
    }

    function countQuestions() {
      const ticked = questions.filter((question) => question.querySelector("input").checked);
      const minutes = ticked.reduce((sum, question) => sum + Number(question.dataset.minutes), 0);
      const shown = questions.filter((question) => !question.hidden).length;
      chosen.textContent = `${ticked.length} chosen${minutes ? `, ${minutes} minutes` : ""}; ${shown} of ${questions.length} shown.`;
    }

    // The stage's own are what most interviews take: they are ticked when somebody begins to choose.
    wholeBank.addEventListener("change", () => {
      if (!wholeBank.checked && !questions.some((question) => question.querySelector("input").checked)) {
        for (const question of questions) question.querySelector("input").checked = question.dataset.stage === stage.value;
      }
      countQuestions();
    });
    round.addEventListener("change", () => {
      showWhatCounts();
      countQuestions();
    });
    round.addEventListener("input", (event) => {
      if (event.target.matches("[data-filter]")) filterQuestions();
      else if (/-(start|duration|stage)$/.test(event.target.name)) showTimes();
    });
    // A filter is no answer: Enter in it plans nothing.
    round.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && event.target.matches("[data-filter]")) event.preventDefault();
    });
    zone.addEventListener("change", showTimes);
    showWhatCounts();
    filterQuestions();
    showTimes();
  }
}
