"""Who reaches whom, by the network policies: what both the sender's and the receiver's let through."""

from rendered import component, containers, selects

ANYBODY = "anybody"
EVERY_PORT = (1, 65535)
WAYS = {"Egress": ("egress", "to"), "Ingress": ("ingress", "from")}


def reached(objects):
    """A set of (sender, receiver, "PORT/PROTOCOL"). Pods are named by their component, and whoever is elsewhere in the policy's own
    words: to these only the pod's own side is known."""
    namespace = objects.named("Namespace", "caravan")["metadata"]
    pods = {component(labels): (labels, spec) for _, labels, spec in objects.pods()}
    cluster = _Cluster(objects.of("NetworkPolicy"), pods,
                       {**namespace["labels"], "kubernetes.io/metadata.name": namespace["name"]})
    out = {name: cluster.ways(name, "Egress") for name in pods}
    into = {name: cluster.ways(name, "Ingress") for name in pods}
    found = set()
    for sender, ways in out.items():
        for receiver, ports in ways.items():
            if receiver in pods:
                ports = {each for port in ports for other in into[receiver].get(sender, ()) for each in _common(port, other)}
            found |= {(sender, receiver, _text(port)) for port in ports}
    for receiver, ways in into.items():
        found |= {(sender, receiver, _text(port)) for sender, ports in ways.items() if sender not in pods for port in ports}
    return found


class _Cluster:
    def __init__(self, policies, pods, namespace_labels):
        self._policies, self._pods, self._namespace_labels = policies, pods, namespace_labels

    def ways(self, name, direction):
        """The other side, whoever it is: its ports, or this pod's when it comes in."""
        rules, peers = WAYS[direction]
        labels, spec = self._pods[name]
        policies = [each["spec"] for each in self._policies
                    if selects(each["spec"]["podSelector"], labels) and direction in _types(each["spec"])]
        found = {}
        # Whom no policy of the direction is for is open to everybody.
        for way in [way for policy in policies for way in policy.get(rules) or []] if policies else [{}]:
            for peer in way.get(peers) or [None]:
                for other in self._names(peer):
                    receiver = spec if direction == "Ingress" else self._pods.get(other, (None, None))[1]
                    ports = {port for entry in way.get("ports") or [{"protocol": "TCP"}, {"protocol": "UDP"}]
                             for port in _numbers(entry, receiver)}
                    found[other] = found.get(other, set()) | ports
        return found

    def _names(self, peer):
        if not peer:
            return {ANYBODY, *self._pods}
        if "ipBlock" in peer:
            return {" except ".join([peer["ipBlock"]["cidr"], *peer["ipBlock"].get("except", [])])}
        pods = {name for name, (labels, _) in self._pods.items() if selects(peer.get("podSelector", {}), labels)}
        if "namespaceSelector" not in peer:
            return pods
        there = f"{_words(peer.get('podSelector', {}))} in {_words(peer['namespaceSelector'])}"
        return {there, *(pods if selects(peer["namespaceSelector"], self._namespace_labels) else ())}


def _types(policy):
    return policy.get("policyTypes") or ["Ingress", *(["Egress"] if "egress" in policy else [])]


def _words(selector):
    wanted = [f"{key}={value}" for key, value in selector.get("matchLabels", {}).items()]
    wanted += [f"{each['key']}={'|'.join(each['values'])}" for each in selector.get("matchExpressions", [])]
    return " ".join(wanted) or "any"


def _numbers(entry, receiver):
    """(protocol, first, last); a port's name says something where the receiver is known."""
    protocol, port = entry.get("protocol", "TCP"), entry.get("port")
    if port is None:
        return {(protocol, *EVERY_PORT)}
    if isinstance(port, int):
        return {(protocol, port, entry.get("endPort", port))}
    if receiver is None:
        return {(protocol, port, port)}
    return {(protocol, each["containerPort"], each["containerPort"]) for container in containers(receiver)
            for each in container.get("ports", []) if each.get("name") == port and each.get("protocol", "TCP") == protocol}


def _common(one, other):
    first, last = max(one[1], other[1]), min(one[2], other[2])
    return {(one[0], first, last)} if one[0] == other[0] and first <= last else set()


def _text(port):
    protocol, first, last = port
    return f"{first}/{protocol}" if first == last else f"{first}-{last}/{protocol}"
