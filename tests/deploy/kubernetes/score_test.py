"""kube-score: what experience asks of objects. Each of its checks that is left out stands here with the reason."""

import json
import subprocess
import unittest

import rendered

LEFT_OUT = (
    # A digest is one image for ever, and so is a version's tag for the stores; Always would make a registry's outage ours.
    "container-image-pull-policy",
    # KEDA owns the number (rules.every_role_is_scaled); in a cluster of one's own there is one of each.
    "deployment-replicas",
    # Topology spread is what the scheduler is told, and cluster_test.py sees where pods land.
    "deployment-has-host-podantiaffinity",
    "statefulset-has-host-podantiaffinity",
    # The images of PostgreSQL, Cassandra, Kafka and nginx bring users below 10000, whose files they own.
    "container-security-context-user-group-id",
    # Stores have no liveness probe: it would kill one that is slow, and make it slower.
    "pod-probes",
    # Neither probe asks a store, which is the danger that kube-score means; liveness waits a minute.
    "pod-probes-identical",
)
# Throttled within a core that nobody else wants: requests share it, and memory has its limit.
COMMAND = ("score", "--output-format", "json", "--ignore-container-cpu-limit")


def score(objects, left_out=LEFT_OUT):
    """The checks that fail, each with the objects."""
    text = "---\n".join(json.dumps(each) + "\n" for each in objects)
    ignored = [word for each in left_out for word in ("--ignore-test", each)]
    done = subprocess.run([rendered.PROGRAMS / "kube-score", *COMMAND, *ignored, "-"], input=text, capture_output=True, text=True,
                          check=False)
    if not done.stdout:
        raise RuntimeError(done.stderr)
    return [(each["object_name"], check["check"]["id"], check["comments"]) for each in json.loads(done.stdout)
            for check in each["checks"] if not check["skipped"] and check["grade"] < 10]


class Score(unittest.TestCase):
    def test_every_overlay_passes(self):
        for overlay in rendered.OVERLAYS:
            with self.subTest(overlay=overlay):
                self.assertEqual(score(rendered.objects(overlay)), [])

    def test_nothing_is_left_out_in_vain(self):
        found = {check for overlay in rendered.OVERLAYS for _, check, _ in score(rendered.objects(overlay), left_out=())}
        self.assertEqual(set(LEFT_OUT) - found, set())

    def test_a_pod_without_limits_is_found(self):
        objects = rendered.objects("local")
        rendered.caravan(objects.caravans()["live"]["spec"]["template"]["spec"])["resources"] = {}
        self.assertIn("container-resources", {check for _, check, _ in score(objects)})

    def test_a_pod_that_no_policy_covers_is_found(self):
        objects = rendered.objects("local")
        for policy in objects.of("NetworkPolicy"):
            objects.remove(policy)
        self.assertIn("pod-networkpolicy", {check for _, check, _ in score(objects)})


if __name__ == "__main__":
    unittest.main()
