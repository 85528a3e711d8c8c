"""
moto with what 5.2.1 lacks of CloudFormation for these stacks: python moto-server.py PORT

It skips what it does not know without a word in the answer: each such type stands in the log, as
"No Moto CloudFormation support for X". The same is done here with what it knows but cannot make: custom resources,
for which it starts Docker, and instances of Aurora, of which it knows no engine.
"""
import logging
import sys

from moto.cloudformation import parsing
from moto.cloudformation.models import CloudFormationBackend, cloudformation_backends
from moto.cloudformation.responses import CloudFormationResponse
from moto.core.responses import ActionResult
from moto.kms.models import Key
from moto.server import main

CANNOT_MAKE = ("Custom::", "AWS::CloudFormation::CustomResource", "AWS::RDS::DBInstance")

execute = CloudFormationBackend.execute_change_set
make_key = Key.create_from_cloudformation_json
class_of_type = parsing.resource_class_from_type
value_of = parsing.clean_json
delete = parsing.ResourceMap.delete


def class_or_none(resource_type):
    if not resource_type.startswith(CANNOT_MAKE):
        return class_of_type(resource_type)
    parsing.logger.warning("No Moto CloudFormation support for %s", resource_type)
    return None


def is_skipped(logical_id, resources):
    # For conditions, which refer to parameters only, it is a plain dict.
    resource = getattr(resources, "_resource_json_map", {}).get(logical_id)
    return resource is not None and class_or_none(resource["Type"]) is None


def value_with_what_is_missing(node, resources):
    if isinstance(node, dict):
        # A stack that is made by a change set knows no exports of others.
        if "Fn::ImportValue" in node:
            name = value_with_what_is_missing(node["Fn::ImportValue"], resources)
            return cloudformation_backends[resources._account_id][resources._region_name].exports[name].value
        # Others may refer to what is skipped, policies by its address: one with its name stands for it.
        if "Fn::GetAtt" in node and is_skipped(node["Fn::GetAtt"][0], resources):
            return f"arn:aws:skipped::{resources._account_id}:{'.'.join(node['Fn::GetAtt'])}"
        if "Ref" in node and is_skipped(node["Ref"], resources):
            return f"arn:aws:skipped::{resources._account_id}:{node['Ref']}"
    return value_of(node, resources)


def execute_with_outputs(self, change_set_name, stack_name=None):
    execute(self, change_set_name, stack_name)
    # It leaves the outputs of the time when the change set was made, which are none.
    for stack in self.stacks.values():
        if change_set_name in (one.change_set_id for one in self.change_sets.values() if one.stack_id == stack.stack_id):
            stack._parse_template()
            stack.output_map = stack._create_output_map()
            self.exports.update({export.name: export for export in stack.exports})


def delete_but_what_stays(self):
    # It knows no other word for it.
    for resource in self._resource_json_map.values():
        if resource.get("DeletionPolicy") == "RetainExceptOnCreate":
            resource["DeletionPolicy"] = "Retain"
    delete(self)


def key_with_tags(name, resource, *where, **more):
    properties = resource["Properties"]
    # As the API of keys calls them, which moto calls from here.
    properties["Tags"] = [{"TagKey": tag["Key"], "TagValue": tag["Value"]} for tag in properties.get("Tags", [])]
    return make_key(name, resource, *where, **more)


def update_termination_protection(self):
    stack = self.cloudformation_backend.get_stack(self._get_param("StackName"))
    stack.enable_termination_protection = self._get_param("EnableTerminationProtection") in (True, "true")
    return ActionResult({"StackId": stack.stack_id})


parsing.resource_class_from_type = class_or_none
parsing.clean_json = value_with_what_is_missing
parsing.ResourceMap.delete = delete_but_what_stays
CloudFormationBackend.execute_change_set = execute_with_outputs
Key.create_from_cloudformation_json = key_with_tags
CloudFormationResponse.update_termination_protection = update_termination_protection

logging.basicConfig(level=logging.WARNING, format="%(message)s")
main(["-H", "127.0.0.1", "-p", sys.argv[1]])
