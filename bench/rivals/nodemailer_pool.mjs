// nodemailer's pool, as its documentation shows it: a message is handed over whenever it is idle.
//   node nodemailer_pool.mjs MODULES FOLDER COUNT PORT CONNECTIONS
import { readFileSync, existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { performance } from "node:perf_hooks";

const [modules, folder, count, port, connections] = process.argv.slice(2);
const nodemailer = createRequire(join(modules, "package.json"))("nodemailer");
const letter = JSON.parse(readFileSync(join(folder, "letter.json"), "utf8"));
const paper = join(folder, "letter.pdf");
const pdf = existsSync(paper) ? readFileSync(paper) : null;
const total = Number(count);

function person(number) {
  const member = number % 194;
  return {
    name: `Point de contact n° ${number}`,
    member: `État Membre ${member}`,
    address: `point${number}@digital.member${member}.example`,
    reply: `reply+r${String(number).padStart(8, "0")}abcdefghijklmnop@secretariat.example`,
  };
}

const fill = (words, who) => words.replace(/\{(name|member|address|reply)\}/g, (_, key) => who[key]);

function message(number) {
  const who = person(number);
  const mail = {
    from: { name: "Secrétariat", address: letter.sender },
    replyTo: who.reply,
    to: { name: who.name, address: who.address },
    subject: letter.subject,
    text: fill(letter.text, who),
    html: fill(letter.html, who),
    envelope: { from: letter.sender, to: who.address },
  };
  if (pdf) {
    mail.attachments = [{ filename: "letter.pdf", content: pdf, contentType: "application/pdf" }];
    mail.icalEvent = { method: "REQUEST", content: fill(letter.calendar, who) };
  }
  return mail;
}

const pool = nodemailer.createTransport({
  pool: true,
  host: "127.0.0.1",
  port: Number(port),
  secure: false,
  ignoreTLS: true,
  maxConnections: Number(connections),
});
const begun = performance.now();
const used = process.cpuUsage();
let next = 0;
let sent = 0;
let ended = 0;
await new Promise((resolve) => {
  const feed = () => {
    while (next < total && pool.isIdle()) {
      pool.sendMail(message(next++)).then(() => sent++, (error) => console.error(String(error))).finally(() => {
        if (++ended === total) resolve();
        else feed();
      });
    }
  };
  pool.on("idle", feed);
  feed();
});
const seconds = (performance.now() - begun) / 1000;
const { user, system } = process.cpuUsage(used);
pool.close();
console.log(JSON.stringify({ seconds, cpu: (user + system) / 1e6, sent }));
