// Reads {"secret", "headers", "body"} from stdin. Exit status 0: the signature is right; 1: it is not.
const { Webhook } = require("standardwebhooks");
const { secret, headers, body } = JSON.parse(require("fs").readFileSync(0, "utf8"));
try {
  new Webhook(secret).verify(body, headers);
} catch (error) {
  console.log(error.message);
  process.exitCode = 1;
}
